internal import SweepControl
internal import SweepModel
internal import Synchronization

/// Waits until a sweep has ended or its brake stopped it.
struct SweepWait: Sendable {
    let client: ControlClient
    let sweep: String
    /// Says on standard error why nothing goes on.
    var announces = true

    /// - Parameter look: sees the sweep whenever it changed.
    func run(_ look: @escaping @Sendable (SweepObject) async -> Void = { _ in }) async throws(Fault) -> SweepObject {
        let said = Mutex<SweepState?>(nil)
        return try await SweepFollower(client: client, sweep: sweep).follow { sweep throws(Fault) in
            await look(sweep)
            if sweep.isBraked { return .enough }
            let isNew = said.withLock { last in
                defer { last = sweep.state }
                return last != sweep.state
            }
            if announces, isNew { Self.announce(sweep) }
            return .goOn
        }
    }

    private static func announce(_ sweep: SweepObject) {
        switch sweep.state {
        case .held: Console.error("\(sweep.sweep) is held: start it with 'sweepctl release \(sweep.sweep)'")
        case .paused: Console.error("\(sweep.sweep) is paused: go on with 'sweepctl resume \(sweep.sweep)'")
        default: break
        }
    }

    /// The exit code of a waited-for sweep; what went wrong is said on standard error.
    static func judge(_ sweep: SweepObject) -> Int32 {
        if let reason = sweep.reason, sweep.isBraked {
            let look = reason == .image ? "" : "look with 'sweepctl runs \(sweep.sweep) --state failed', "
            Console.error("\(sweep.sweep) is paused (\(reason.rawValue)): \(sweep.lastError ?? "its runs fail")")
            Console.error("\(look)go on with 'sweepctl resume \(sweep.sweep)'")
            return 1
        }
        if sweep.counts.failed > 0 {
            Console.error("\(sweep.sweep): \(sweep.counts.failed) of \(sweep.counts.ended) runs failed")
            sweep.tellHoles()
            return 1
        }
        if sweep.state == .cancelled {
            Console.error("\(sweep.sweep) was cancelled")
            return 1
        }
        sweep.tellHoles()
        if let metric = sweep.silentMetric { Console.warn("no run of \(sweep.sweep) reported a number as '\(metric)'") }
        return 0
    }
}

extension SweepObject {
    /// It was paused by `max_failures`, or since its image cannot be had.
    var isBraked: Bool { state == .paused && (reason == .maxFailures || reason == .image) }

    /// Which runs of a finished sweep have no result, and how to get them; nil where there are none.
    var holesText: String? {
        guard holes > 0 else { return nil }
        let (failed, cancelled) = (counts.failed, holes - counts.failed)
        let parts = [failed > 0 ? "\(failed) failed" : nil, cancelled > 0 ? "\(cancelled) cancelled" : nil]
        let command = failed > 0 ? "retry \(sweep) --failed" : "runs \(sweep) --state cancelled"
        return "\(parts.compactMap { $0 }.joined(separator: ", ")); see 'sweepctl \(command)'"
    }

    /// Says on standard error that a finished sweep has holes.
    func tellHoles() {
        if let holesText { Console.error("\(sweep) has \(holes.counted("hole")), runs without a result: \(holesText)") }
    }
}
