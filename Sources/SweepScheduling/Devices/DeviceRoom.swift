internal import SweepModel

/// How much of a device is left, and for whom.
struct DeviceRoom {
    /// In the ledger's unit: bytes, or millionths of a device that does not say how much memory it has.
    let capacity: Int64
    /// What leases hold, or what their processes use where that is more.
    let booked: Int64
    /// What processes of others use, as far as it counts.
    let foreign: Int64
    /// What is kept for another sweep.
    let kept: Int64

    /// Below 0 where more is taken than there is.
    var free: Int64 { capacity - booked - foreign - kept }
}

extension Device {
    /// The whole of it in the ledger's unit.
    var capacity: Int64 { memory?.bytes ?? DeviceShare.whole.millionths }

    /// A booking in the ledger's unit.
    func amount(of booking: DeviceBooking) -> Int64 {
        if booking.isWhole { return capacity }
        guard let memory else { return booking.share.millionths }
        return booking.memory?.bytes ?? booking.share.part(of: memory).bytes
    }

    /// What a request books of this device.
    func booking(for request: DeviceRequest) -> DeviceBooking {
        if request.isWhole { return DeviceBooking(id, share: .whole, memory: memory) }
        if let asked = request.memory, let memory {
            return DeviceBooking(id, share: DeviceShare(of: asked, in: memory), memory: asked)
        }
        let share = request.share ?? .whole
        return DeviceBooking(id, share: share, memory: memory.map(share.part))
    }
}

extension DeviceLedger {
    /// What is left of a device for runs of a sweep.
    func room(on device: Device, for sweep: SweepID?) -> DeviceRoom {
        let booked = booked(on: device)
        let own = ownProcesses(on: device).reduce(0) { $0 + ($1.memory?.bytes ?? 0) }
        let kept = reservation.map { $0.sweep == sweep ? 0 : $0.amount(on: device) } ?? 0
        let taken = device.memory == nil ? booked : max(booked, own)
        return DeviceRoom(
            capacity: device.capacity, booked: taken, foreign: foreignMemory(on: device, own: taken), kept: kept)
    }

    private func ownProcesses(on device: Device) -> [DeviceProcess] {
        (device.reading.processes ?? []).filter { isOwn($0, on: device) }
    }

    /// Whether a process belongs to a lease of the device, or of a slice of it: drivers list it on both. One that the
    /// system hides is held to do so where there is any.
    private func isOwn(_ process: DeviceProcess, on device: Device) -> Bool {
        guard let attempt = process.attempt else { return process.isHidden && isHeld(device.id) }
        return bookings(of: attempt).contains { $0.device == device.id || self[$0.device]?.slice?.card == device.id }
    }

    /// Processes that have no lease of the device, those with most memory first.
    func foreignProcesses(on device: Device) -> [DeviceProcess] {
        guard let processes = device.reading.processes, !processes.isEmpty else { return [] }
        return processes.filter { !isOwn($0, on: device) }
            .sorted { ($0.memory?.bytes ?? .max, -Int($0.pid)) > ($1.memory?.bytes ?? .max, -Int($1.pid)) }
    }

    /// Memory that others use: what their processes are known to use, and what is in use and nobody's.
    private func foreignMemory(on device: Device, own: Int64) -> Int64 {
        guard device.memory != nil else { return 0 }
        let known = foreignProcesses(on: device).reduce(0) { $0 + ($1.memory?.bytes ?? 0) }
        let nobodys = (device.reading.memoryUsed?.bytes ?? 0) - own - known
        return known + (nobodys < policy.ignored(on: device) ? 0 : nobodys)
    }

    /// Whether others are on a device that is asked for as a whole. Who only draws on it is not: on a desktop the screen
    /// is there too, and takes no more than its memory.
    func isShared(_ device: Device, _ request: DeviceRequest, _ room: DeviceRoom) -> Bool {
        let others = foreignProcesses(on: device)
        let drawn = others.reduce(0) { $0 + ($1.kind == .graphics ? $1.memory?.bytes ?? 0 : 0) }
        if others.contains(where: { $0.kind == .compute }) || room.foreign - drawn > 0 { return true }
        return request.memory.map { room.capacity - room.foreign < $0.bytes } ?? false
    }
}
