package import SweepModel

/// Finds devices on which runs fail fast that would not fail elsewhere.
///
/// A program that is broken fails on every device, and no device may be blamed for it. So failures count against a
/// device only where the same sweep does well on another one, or where several sweeps fail on this one alike.
package struct FailureBreaker: Hashable, Sendable {
    /// How an attempt with devices ended.
    package struct End: Hashable, Sendable {
        package let sweep: SweepID
        package let devices: [DeviceID]
        package let outcome: Outcome
        package let duration: Span

        package init(_ sweep: SweepID, on devices: [DeviceID], _ outcome: Outcome, after duration: Span) {
            self.sweep = sweep
            self.devices = devices
            self.outcome = outcome
            self.duration = duration
        }

        /// Whether it says that something went wrong before any work was done.
        var isFast: Bool {
            guard duration < FailureBreaker.fast else { return false }
            switch outcome {
            case .exited(let code): return code != 0
            case .signalled, .deviceFault: return true
            default: return false
            }
        }
    }

    /// A failure that takes longer is the program's.
    package static let fast = Span.seconds(60)
    /// So many in a row, with nothing between that went well.
    package static let failuresMax = 3
    /// Sweeps that have to fail alike where none of them does well elsewhere.
    package static let sweepsMin = 3

    /// The sweeps of the latest fast failures in a row.
    private var failing: [DeviceID: [SweepID]] = [:]
    /// How many are kept.
    private static let memory = 16
    /// On which devices a sweep last did well.
    private var well: [SweepID: Set<DeviceID>] = [:]

    package init() {}

    /// Takes in an end. What failed on several devices at once is held against none.
    ///
    /// - Returns: the device that is to be drained now, and why; nil where all is well.
    package mutating func take(_ end: End) -> (device: DeviceID, ailment: Ailment)? {
        guard end.isFast else {
            if !Self.says(nothing: end.outcome) { note(end) }
            return nil
        }
        guard let device = end.devices.first, end.devices.count == 1 else { return nil }
        failing[device] = ((failing[device] ?? []) + [end.sweep]).suffix(Self.memory)
        well[end.sweep]?.remove(device)
        return verdict(on: device)
    }

    /// Forgets what was held against a device, e.g. when somebody puts it to use again.
    package mutating func forgive(_ device: DeviceID) { failing[device] = nil }

    /// Forgets a sweep that has ended, unless it is still held against a device.
    package mutating func forget(_ sweep: SweepID) { well[sweep] = nil }

    private mutating func note(_ end: End) {
        for device in end.devices { failing[device] = nil }
        well[end.sweep, default: []].formUnion(end.devices)
    }

    /// What ended for the host's reasons, or was never there, went neither well nor wrong.
    private static func says(nothing outcome: Outcome) -> Bool {
        switch outcome {
        case .lost, .launchFailed, .deviceFault: true
        default: false
        }
    }

    private func verdict(on device: DeviceID) -> (device: DeviceID, ailment: Ailment)? {
        let sweeps = failing[device] ?? []
        let blamed = sweeps.filter { well[$0].map { !$0.isEmpty } ?? false }
        guard blamed.count >= Self.failuresMax || Set(sweeps).count >= Self.sweepsMin else { return nil }
        return (device, .other("the last \(sweeps.count.counted("run")) failed on it at once"))
    }
}
