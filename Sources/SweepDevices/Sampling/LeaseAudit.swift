package import SweepModel

/// Whether attempts keep to the devices that they lease: what each look shows, told once.
package struct LeaseAudit: Sendable {
    /// What is not as it should be.
    package enum Finding: Hashable, Sendable {
        /// A process of the attempt has a device open that the attempt does not lease.
        case strayed(AttemptID, onto: DeviceID, DeviceProcess)
        /// It has not opened these of its devices since it started.
        case idle(AttemptID, [DeviceID], since: Instant)
        /// It holds more of a shared device than is booked for it.
        case exceeds(AttemptID, DeviceID, held: ByteCount, booked: ByteCount)
        /// The same, and there is less left than what is booked for a neighbour and not in use yet.
        case crowds(AttemptID, DeviceID, held: ByteCount, booked: ByteCount, neighbour: AttemptID)
    }

    /// After how long a device that was never opened is told of.
    package static let idleAfter = Span.seconds(600)

    private var opened: [AttemptID: Set<DeviceID>] = [:]
    private var told: [AttemptID: Set<Topic>] = [:]

    fileprivate enum Topic: Hashable { case strayed(DeviceID), idle, exceeds(DeviceID), crowds(DeviceID) }

    package init() {}

    /// Takes in a look, whose processes carry their attempts.
    ///
    /// - Parameters:
    ///   - leases: those of all attempts that execute now; what is kept of others is forgotten.
    ///   - devices: what is known of them, as far as it is.
    package mutating func take(
        _ readings: [DeviceID: DeviceReading], _ leases: [HeldLease], on devices: [DeviceID: Device] = [:],
        at now: Instant
    ) -> [Finding] {
        let live = Set(leases.map(\.attempt))
        opened = opened.filter { live.contains($0.key) }
        told = told.filter { live.contains($0.key) }
        let findings = leases.flatMap { lease in
            strays(of: lease, readings, devices) + idle(lease, readings, now)
                + excesses(of: lease, leases, readings, devices)
        }
        return findings.filter { told[$0.attempt, default: []].insert($0.topic).inserted }
    }

    /// A driver lists the processes of a slice on its card too.
    private func strays(
        of lease: HeldLease, _ readings: [DeviceID: DeviceReading], _ devices: [DeviceID: Device]
    ) -> [Finding] {
        let cards = lease.bookings.compactMap { devices[$0.device]?.slice?.card }
        return readings.keys.sorted().filter { lease.booking(of: $0) == nil && !cards.contains($0) }.flatMap { device in
            let processes = readings[device]?.processes?.filter { $0.attempt == lease.attempt } ?? []
            return processes.prefix(1).map { Finding.strayed(lease.attempt, onto: device, $0) }
        }
    }

    private mutating func idle(
        _ lease: HeldLease, _ readings: [DeviceID: DeviceReading], _ now: Instant
    ) -> [Finding] {
        for booking in lease.bookings where Self.isOpen(booking, to: lease.attempt, readings[booking.device]) {
            opened[lease.attempt, default: []].insert(booking.device)
        }
        let untouched = lease.bookings.map(\.device).filter { opened[lease.attempt]?.contains($0) != true }
        guard !untouched.isEmpty, now - lease.since >= Self.idleAfter else { return [] }
        return [.idle(lease.attempt, untouched, since: lease.since)]
    }

    /// Where the driver tells of no processes, whatever is in use of a whole device is held to be the attempt's, and so is
    /// a process that the system hides.
    private static func isOpen(_ booking: DeviceBooking, to attempt: AttemptID, _ reading: DeviceReading?) -> Bool {
        guard let reading, let processes = reading.processes else { return true }
        if processes.contains(where: { $0.attempt == attempt || $0.isHidden }) { return true }
        let isInUse = reading.memoryUsed.map { $0 > driversOwn } ?? false || reading.utilisation ?? 0 > 0
        return booking.isWhole && processes.isEmpty && isInUse
    }

    /// What a driver may hold of a device that nobody uses.
    private static let driversOwn = ByteCount(bytes: 64 << 20)

    private func excesses(
        of lease: HeldLease, _ leases: [HeldLease], _ readings: [DeviceID: DeviceReading],
        _ devices: [DeviceID: Device]
    ) -> [Finding] {
        lease.bookings.compactMap { booking in
            guard !booking.isWhole, let booked = booking.memory, let reading = readings[booking.device],
                let held = UsageMeter.memory(of: lease.attempt, holding: booking.share, in: reading), held > booked
            else { return nil }
            let others = leases.filter { $0.attempt != lease.attempt }
            guard let neighbour = pinched(others, on: booking.device, reading, devices[booking.device]?.memory) else {
                return .exceeds(lease.attempt, booking.device, held: held, booked: booked)
            }
            return .crowds(lease.attempt, booking.device, held: held, booked: booked, neighbour: neighbour)
        }
    }

    /// The one of those on a device that may not get what is booked for it, since less than that is left.
    private func pinched(
        _ leases: [HeldLease], on device: DeviceID, _ reading: DeviceReading, _ memory: ByteCount?
    ) -> AttemptID? {
        guard let all = memory, let used = reading.memoryUsed else { return nil }
        let left = all.bytes - used.bytes - (reading.memoryReserved?.bytes ?? 0)
        let due = leases.compactMap { lease -> (attempt: AttemptID, bytes: Int64)? in
            guard let booking = lease.booking(of: device), let booked = booking.memory else { return nil }
            let held = UsageMeter.memory(of: lease.attempt, holding: booking.share, in: reading)
            return (lease.attempt, max(0, booked.bytes - (held?.bytes ?? 0)))
        }
        return due.reduce(0) { $0 + $1.bytes } > left ? due.first { $0.bytes > 0 }?.attempt : nil
    }
}

extension LeaseAudit.Finding {
    /// Whom it is about.
    package var attempt: AttemptID {
        switch self {
        case .strayed(let attempt, _, _), .idle(let attempt, _, _), .exceeds(let attempt, _, _, _),
            .crowds(let attempt, _, _, _, _):
            attempt
        }
    }

    fileprivate var topic: LeaseAudit.Topic {
        switch self {
        case .strayed(_, let device, _): .strayed(device)
        case .idle: .idle
        case .exceeds(_, let device, _, _): .exceeds(device)
        case .crowds(_, let device, _, _, _): .crowds(device)
        }
    }

    /// For people.
    ///
    /// - Parameter name: what they call a device.
    package func words(_ name: (DeviceID) -> String) -> String {
        switch self {
        case .strayed(_, let device, let process):
            "\(process.words) has \(name(device)) open, which is not leased to it: CUDA_VISIBLE_DEVICES was changed"
        case .idle(_, let devices, _):
            "has not opened \(devices.map(name).joined(separator: ", ")) for \(LeaseAudit.idleAfter.text)"
        case .exceeds(_, let device, let held, let booked):
            "holds \(held.text) of \(name(device)), and \(booked.text) are booked: raise 'resources.gpu_memory'"
        case .crowds(_, let device, let held, let booked, let neighbour):
            "holds \(held.text) of \(name(device)), \(booked.text) are booked, and \(neighbour.run) needs the rest"
        }
    }
}
