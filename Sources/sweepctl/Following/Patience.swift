internal import SweepControl
internal import SweepModel
internal import Synchronization

/// Goes on asking a daemon that has answered once and is away, since somebody restarts it: half a minute, anew after each
/// answer.
final class Patience: Sendable {
    private static let triesMax = 30
    private let tries: Mutex<Int>

    /// - Parameter hasAnswered: whether the daemon is known to be there.
    init(hasAnswered: Bool = false) { tries = Mutex(hasAnswered ? Self.triesMax : 0) }

    /// The daemon has answered.
    func renew() { tries.withLock { $0 = Self.triesMax } }

    /// Calls `ask` until it ends with another fault than `unreachable`, or with none.
    ///
    /// - Throws: the last fault of `ask`.
    func keep<Answer>(_ ask: () async throws(Fault) -> Answer) async throws(Fault) -> Answer {
        while true {
            do throws(Fault) {
                let answer = try await ask()
                renew()
                return answer
            } catch {
                guard error.code == .unreachable, take() else { throw error }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func take() -> Bool {
        tries.withLock { tries in
            defer { tries -= 1 }
            return tries > 0
        }
    }

    /// That a daemon ended what it was to go on with.
    static var stopped: Fault { Fault(.unreachable, "lost the connection to sweepd: it was stopped") }
}
