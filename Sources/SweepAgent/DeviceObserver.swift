package import SweepModel

/// Whoever looks at what attempts do with their devices. Calls come from any thread, and block none.
package protocol DeviceObserver: Sendable {
    /// The program of an attempt with devices was started.
    func began(_ plan: LaunchPlan, at: Instant)

    /// An attempt is over: what it used of its devices, as far as anybody looked. Takes a second at most.
    func ended(_ attempt: AttemptID) async -> [DeviceUsage]
}
