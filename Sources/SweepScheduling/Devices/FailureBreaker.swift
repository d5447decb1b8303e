package import SweepModel

/// Finds devices on which runs fail fast that would not fail elsewhere.
///
/// A program that is broken, and a host that lacks what it needs, fails on every device, and no device may be blamed for
/// it. So a sweep's failures count against a device only where the latest of them are all on this one, and another
/// device had a run of it that began after them and did well. With one device there is no such evidence, and what its
/// driver reports has to do.
package struct FailureBreaker: Hashable, Sendable {
    /// How an attempt with devices ended.
    package struct End: Hashable, Sendable {
        package let sweep: SweepID
        package let devices: [DeviceID]
        package let outcome: Outcome
        package let began: Instant
        package let duration: Span

        package init(_ sweep: SweepID, on devices: [DeviceID], _ outcome: Outcome, began: Instant, after duration: Span)
        {
            self.sweep = sweep
            self.devices = devices
            self.outcome = outcome
            self.began = began
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

    /// What is known of a sweep.
    private struct Record: Hashable {
        /// When the first of its latest failures in a row on a device began.
        var failing: [DeviceID: Instant] = [:]
        /// When the latest that did well on a device began.
        var well: [DeviceID: Instant] = [:]

        /// Whether it fails on this device alone.
        func blames(_ device: DeviceID) -> Bool {
            guard failing.count == 1, let first = failing[device] else { return false }
            return well.contains { $0.key != device && $0.value >= first }
        }
    }

    /// The sweeps of the latest fast failures in a row.
    private var failing: [DeviceID: [SweepID]] = [:]
    /// How many are kept.
    private static let memory = 16
    private var records: [SweepID: Record] = [:]

    package init() {}

    /// Takes in an end. What failed on several devices at once is held against none.
    ///
    /// - Returns: the device that is to be drained now, and why; nil where all is well.
    package mutating func take(_ end: End) -> (device: DeviceID, ailment: Ailment)? {
        guard end.isFast else {
            if !Self.says(nothing: end.outcome) { note(end) }
            return verdict(of: end.sweep)
        }
        guard let device = end.devices.first, end.devices.count == 1 else { return nil }
        failing[device] = ((failing[device] ?? []) + [end.sweep]).suffix(Self.memory)
        let first = records[end.sweep]?.failing[device] ?? end.began
        records[end.sweep, default: Record()].failing[device] = min(first, end.began)
        return verdict(on: device)
    }

    /// Forgets what was held against a device, e.g. when somebody puts it to use again.
    package mutating func forgive(_ device: DeviceID) {
        failing[device] = nil
        for sweep in records.keys { records[sweep]?.failing[device] = nil }
    }

    /// Forgets a sweep that has ended, and what it says of devices.
    package mutating func forget(_ sweep: SweepID) { records[sweep] = nil }

    private mutating func note(_ end: End) {
        for device in end.devices {
            forgive(device)
            let latest = records[end.sweep]?.well[device] ?? end.began
            records[end.sweep, default: Record()].well[device] = max(latest, end.began)
        }
    }

    /// What ended for the host's reasons, or was never there, went neither well nor wrong.
    private static func says(nothing outcome: Outcome) -> Bool {
        switch outcome {
        case .lost, .launchFailed, .deviceFault: true
        default: false
        }
    }

    /// The same of the device that a sweep fails on alone, once it has done well on another.
    private func verdict(of sweep: SweepID) -> (device: DeviceID, ailment: Ailment)? {
        records[sweep]?.failing.keys.first.flatMap(verdict)
    }

    private func verdict(on device: DeviceID) -> (device: DeviceID, ailment: Ailment)? {
        let sweeps = failing[device] ?? []
        let blamed = sweeps.count { records[$0]?.blames(device) ?? false }
        guard blamed >= Self.failuresMax else { return nil }
        return (device, .other("the last \(sweeps.count.counted("run")) failed on it at once, and none elsewhere"))
    }
}
