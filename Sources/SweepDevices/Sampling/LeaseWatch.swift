package import SweepModel

/// All attempts that execute with devices: what each uses, and whether it keeps to its own.
package struct LeaseWatch: Sendable {
    private var leases: [AttemptID: HeldLease] = [:]
    private var meters: [AttemptID: [UsageMeter]] = [:]
    private var audit = LeaseAudit()

    /// How often to look while an attempt is young, and later.
    package static let often = Span.seconds(2)
    package static let seldom = Span.seconds(10)
    private static let youth = Span.seconds(60)

    package init() {}

    package func holds(_ attempt: AttemptID) -> Bool { leases[attempt] != nil }

    /// Whose an attempt is that executes now; nil where it is not known.
    package func owner(of attempt: AttemptID) -> UInt32? { leases[attempt]?.owner }

    /// Whether anybody looked at one of its devices meanwhile.
    package func wasSeen(_ attempt: AttemptID) -> Bool { meters[attempt]?.contains { $0.usage.samples > 0 } ?? false }

    /// An attempt's program was started. One that holds nothing is not watched.
    package mutating func began(_ lease: HeldLease) {
        guard !lease.bookings.isEmpty else { return }
        leases[lease.attempt] = lease
        meters[lease.attempt] = lease.bookings.map { UsageMeter(lease.attempt, $0) }
    }

    /// Takes in a look, whose processes carry their attempts.
    ///
    /// - Parameter devices: what is known of them, as far as it is.
    /// - Returns: what is not as it should be, and was not told yet.
    package mutating func take(
        _ readings: [DeviceID: DeviceReading], on devices: [DeviceID: Device] = [:], at now: Instant
    ) -> [LeaseAudit.Finding] {
        for attempt in meters.keys {
            for place in meters[attempt]?.indices ?? 0..<0 {
                guard let device = meters[attempt]?[place].usage.device, let reading = readings[device] else {
                    continue
                }
                meters[attempt]?[place].take(reading, at: now)
            }
        }
        return audit.take(readings, leases.values.sorted { $0.attempt < $1.attempt }, on: devices, at: now)
    }

    /// An attempt is over.
    ///
    /// - Parameter readings: of now, where there are any: what it took since the last look counts too.
    /// - Returns: what it used of each device that was looked at meanwhile.
    package mutating func ended(
        _ attempt: AttemptID, _ readings: [DeviceID: DeviceReading] = [:], at now: Instant
    ) -> [DeviceUsage] {
        leases[attempt] = nil
        return (meters.removeValue(forKey: attempt) ?? []).map { meter in
            var meter = meter
            if let reading = readings[meter.usage.device] { meter.close(reading, at: now) }
            return meter.usage
        }.filter { $0.samples > 0 }
    }

    /// How long to wait for the next look; nil where there is nothing to look at.
    package func pause(at now: Instant) -> Span? {
        guard let youngest = leases.values.map(\.since).max() else { return nil }
        return now - youngest < Self.youth ? Self.often : Self.seldom
    }
}
