internal import SweepControl
internal import SweepModel
internal import Synchronization

/// Passes the output of a run on as it comes, each byte once, also where the daemon, which has answered before, restarts
/// meanwhile.
struct OutputFollower: Sendable {
    /// A stream of a run's, and where it goes.
    struct Path: Sendable {
        let stream: LogsQuery.Stream
        let output: Console.Stream
    }

    let client: ControlClient
    let sweep: String
    let index: Int
    let paths: [Path]
    /// Sees the sweep while the next attempt is waited for.
    var look: @Sendable (SweepObject) throws(Fault) -> Void = { _ in }

    /// Attempt after attempt until the run has ended.
    func follow() async throws(Fault) {
        var number = max(1, try await run()?.attempts ?? 0)
        while try await isThere(number) {
            try await follow(attempt: number)
            number += 1
        }
    }

    /// One attempt until it has ended. What is there already comes first, one stream after the other.
    func follow(attempt: Int) async throws(Fault) {
        let copies = paths.map { AttemptCopy(client: client, sweep: sweep, index: index, attempt: attempt, path: $0) }
        for copy in copies { try await copy.takeThere() }
        let results = await withTaskGroup(of: Result<Void, Fault>.self) { group in
            for copy in copies {
                group.addTask {
                    do throws(Fault) { return .success(try await copy.follow()) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { try result.get() }
    }

    func detail() async throws(Fault) -> RunDetail {
        try await Patience(hasAnswered: true).keep { () throws(Fault) in
            try await client.answer(to: ControlRequest(.showRun, sweep: sweep, index: index))
        }
    }

    /// Nil where its point has yet to become a run.
    private func run() async throws(Fault) -> RunObject? {
        do throws(Fault) {
            return try await detail().object
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Waits until the attempt has begun, or the run has ended without it.
    private func isThere(_ attempt: Int) async throws(Fault) -> Bool {
        let isThere = Mutex(false)
        try await SweepFollower(client: client, sweep: sweep, hasAnswered: true).follow { sweep throws(Fault) in
            let run = try await run()
            let hasBegun = run.map { $0.attempts >= attempt } ?? false
            isThere.withLock { $0 = hasBegun }
            if hasBegun || run?.state.isTerminal == true { return .enough }
            try look(sweep)
            return .goOn
        }
        return isThere.withLock { $0 }
    }
}

/// One stream of one attempt, and how much of it has come.
private final class AttemptCopy: Sendable {
    private let client: ControlClient
    private let sweep: String
    private let index: Int
    private let attempt: Int
    private let path: OutputFollower.Path
    private let count = Mutex<Int64>(0)
    private let patience = Patience(hasAnswered: true)

    init(client: ControlClient, sweep: String, index: Int, attempt: Int, path: OutputFollower.Path) {
        (self.client, self.sweep, self.index, self.attempt, self.path) = (client, sweep, index, attempt, path)
    }

    func takeThere() async throws(Fault) {
        try await patience.keep { () throws(Fault) in try await take(following: false) }
    }

    func follow() async throws(Fault) {
        try await patience.keep { () throws(Fault) in
            while true {
                try await take(following: true)
                // It has ended, or the daemon is about to be stopped, or has yet to take in that it has ended.
                if try await hasEnded() { return try await take(following: false) }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// What has been left out of a stream that was too large counts as it is shown.
    private func take(following: Bool) async throws(Fault) {
        var query = LogsQuery()
        query.attempt = attempt
        query.stream = path.stream
        query.follow = following
        query.from = count.withLock { $0 }
        let request = ControlRequest(.showLogs, sweep: sweep, index: index, query: query.items)
        try await client.receive(request) { piece throws(Fault) in
            Console.write(piece, to: path.output)
            count.withLock { $0 += Int64(piece.count) }
            patience.renew()
            return .more
        }
    }

    private func hasEnded() async throws(Fault) -> Bool {
        let detail: RunDetail = try await client.answer(to: ControlRequest(.showRun, sweep: sweep, index: index))
        return detail.object.state.isTerminal
            || detail.attemptList.contains { $0.attempt == attempt && $0.finishedAt != nil }
    }
}
