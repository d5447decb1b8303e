internal import SweepControl
internal import SweepModel

/// Follows one sweep; a daemon that has answered once is waited for when it restarts.
struct SweepFollower: Sendable {
    let client: ControlClient
    /// Any name of the sweep.
    let sweep: String

    private static let reconnectsMax = 30

    /// What to do after a look.
    enum Verdict: Sendable { case goOn, enough }

    /// Calls `look` with the sweep at once, after changes, and when it has ended.
    ///
    /// - Returns: the sweep as it was last seen.
    /// - Throws: the daemon's fault; `unreachable` where it is not there, or went away and did not come back.
    @discardableResult
    func follow(_ look: @Sendable (SweepObject) async throws(Fault) -> Verdict) async throws(Fault) -> SweepObject {
        var tries = 0
        while true {
            do throws(Fault) {
                return try await followOnce { sweep throws(Fault) in
                    tries = Self.reconnectsMax
                    return try await look(sweep)
                }
            } catch {
                guard error.code == .unreachable, tries > 0 else { throw error }
                tries -= 1
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func followOnce(_ look: (SweepObject) async throws(Fault) -> Verdict) async throws(Fault) -> SweepObject {
        var last: SweepObject?
        try await client.followSweep(sweep) { sweep throws(Fault) in
            let isEnough = try await look(sweep) == .enough || sweep.state.isTerminal && sweep.counts.live == 0
            if isEnough { last = sweep }
            return isEnough ? .enough : .more
        }
        guard let last else { throw Fault(.unreachable, "lost the connection to sweepd: it was stopped") }
        return last
    }
}
