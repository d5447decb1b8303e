internal import SweepControl
internal import SweepModel

/// Follows one sweep; a daemon that has answered once is waited for when it restarts.
struct SweepFollower: Sendable {
    let client: ControlClient
    /// Any name of the sweep.
    let sweep: String
    /// Whether the daemon is known to be there.
    var hasAnswered = false

    /// What to do after a look.
    enum Verdict: Sendable { case goOn, enough }

    /// Calls `look` with the sweep at once, after changes, and when it has ended.
    ///
    /// - Returns: the sweep as it was last seen.
    /// - Throws: the daemon's fault; `unreachable` where it is not there, or went away and did not come back.
    @discardableResult
    func follow(_ look: @Sendable (SweepObject) async throws(Fault) -> Verdict) async throws(Fault) -> SweepObject {
        let patience = Patience(hasAnswered: hasAnswered)
        var name = sweep
        return try await patience.keep { () throws(Fault) in
            try await followOnce(name) { sweep throws(Fault) in
                patience.renew()
                // Another one may be '@last' after a restart.
                name = sweep.sweep.text
                return try await look(sweep)
            }
        }
    }

    private func followOnce(
        _ name: String, _ look: (SweepObject) async throws(Fault) -> Verdict
    ) async throws(Fault) -> SweepObject {
        var last: SweepObject?
        try await client.followSweep(name) { sweep throws(Fault) in
            let isEnough = try await look(sweep) == .enough || sweep.state.isTerminal && sweep.counts.live == 0
            if isEnough { last = sweep }
            return isEnough ? .enough : .more
        }
        guard let last else { throw Patience.stopped }
        return last
    }
}
