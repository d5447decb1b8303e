package import SweepModel

/// Finds devices on which runs fail fast that would not fail elsewhere.
///
/// A program that is broken, and a host that lacks what it needs, fails on every device, and no device may be blamed for
/// it. So a sweep's failures count against a device only where the latest of them are all on this one, and a run of it
/// that began between them did well on another. With one device there is no such evidence, and what its driver reports
/// has to do.
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

    /// A sweep's latest fast failures, all on one device.
    private struct Streak: Hashable {
        let device: DeviceID
        var count = 0
        /// When the earliest of them began, and the latest.
        var first, last: Instant

        init(on device: DeviceID, at began: Instant) { (self.device, first, last) = (device, began, began) }

        mutating func add(_ began: Instant) { (count, first, last) = (count + 1, min(first, began), max(last, began)) }
    }

    private struct Record: Hashable {
        var streak: Streak?
        /// When the latest that did well on a device began.
        var well: [DeviceID: Instant] = [:]

        /// How many failures count against the device: none, unless the sweep did well elsewhere between them.
        func blame(on device: DeviceID) -> Int {
            guard let streak, streak.device == device else { return 0 }
            let isProven = well.contains { $0.key != device && (streak.first...streak.last).contains($0.value) }
            return isProven ? streak.count : 0
        }
    }

    private var records: [SweepID: Record] = [:]

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
        var streak = records[end.sweep]?.streak ?? Streak(on: device, at: end.began)
        if streak.device != device { streak = Streak(on: device, at: end.began) }
        streak.add(end.began)
        records[end.sweep, default: Record()].streak = streak
        return verdict(on: device)
    }

    /// Forgets what was held against a device, e.g. when somebody puts it to use again.
    package mutating func forgive(_ device: DeviceID) {
        for (sweep, record) in records where record.streak?.device == device { records[sweep]?.streak = nil }
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

    private func verdict(on device: DeviceID) -> (device: DeviceID, ailment: Ailment)? {
        let count = records.values.reduce(0) { $0 + $1.blame(on: device) }
        guard count >= Self.failuresMax else { return nil }
        let runs = count.counted("run")
        return (device, .other("the last \(runs) failed on it at once, and others did well elsewhere"))
    }
}
