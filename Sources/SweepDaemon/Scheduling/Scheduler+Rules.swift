internal import SweepModel
internal import SweepScheduling
internal import SweepSpecs

/// What the configuration may change while the daemon works.
extension Scheduler {
    /// Takes new rules of which GPUs runs may have. What holds some keeps them; who waits is judged by the new rules in
    /// the same tick.
    ///
    /// - Throws: a ``Fault`` where sweepd is stopping.
    nonisolated func setDeviceRules(_ rules: DeviceRules) async throws(Fault) {
        let policy = DevicePolicy(rules)
        try await perform { tick throws(Fault) in tick.state.schedule.updateDevices { $0.policy = policy } }
    }
}
