internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What owners use.
extension Tick {
    /// Takes an attempt's lease back, and keeps what it comes to for its owner.
    func settle(_ attempt: AttemptID) throws(Fault) {
        state.stopCauses[attempt] = nil
        let known = state.live[attempt.run]?.attempt
        let record = try known?.id == attempt ? known : store.attempt(attempt)
        let ago = record?.finishedAt.map { now - $0 } ?? .zero
        guard let owner = state.schedule.release(attempt, ago: ago) else { return }
        try store.set(OwnerUsage(owner: owner, time: state.schedule.settledUsage(of: owner), at: now))
    }
}
