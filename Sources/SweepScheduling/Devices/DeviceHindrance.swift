internal import SweepModel

/// What keeps a device that fits from serving a request now. Words are made only for whoever asks why, since most
/// requests look at most devices in vain.
enum DeviceHindrance: Hashable {
    case unhealthy, drained, leased, foreign
    /// Another daemon has it, or somebody keeps its lock.
    case elsewhere
    /// Kept for another sweep.
    case kept
    /// Cut anew while somebody holds what it was before.
    case cut
}

extension DeviceLedger {
    /// What keeps a device that fits from serving the request of a sweep now; nil where nothing does.
    func hindrance(_ device: Device, _ request: DeviceRequest, for sweep: SweepID?) -> DeviceHindrance? {
        if let hindrance = closure(of: device) { return hindrance }
        let room = room(on: device, for: sweep)
        if request.isWhole {
            if isShared(device, request, room) { return .foreign }
            if isHeld(device.id) { return .leased }
            if room.kept > 0 { return .kept }
        } else {
            let amount = device.amount(of: device.booking(for: request))
            if room.free < amount {
                if room.free + room.kept >= amount { return .kept }
                return room.foreign > 0 && room.capacity - room.booked >= amount ? .foreign : .leased
            }
        }
        return holderBeforeCut(device) == nil ? nil : .cut
    }

    /// What closes a device to everybody.
    func closure(of device: Device) -> DeviceHindrance? {
        if ailing(device) != nil { return .unhealthy }
        if drain(of: device) != nil { return .drained }
        return elsewhere[device.id] == nil ? nil : .elsewhere
    }

    /// The device that is unwell: this one, or the card that it is a slice of.
    private func ailing(_ device: Device) -> Device? {
        if !device.reading.ailments.isEmpty { return device }
        return device.slice.flatMap { self[$0.card] }.flatMap { $0.reading.ailments.isEmpty ? nil : $0 }
    }

    /// Who holds the card that this is a slice of, or a slice of this card.
    private func holderBeforeCut(_ device: Device) -> AttemptID? {
        if let card = device.slice?.card { return holdings(of: card).first?.attempt }
        let slice = devices.first { $0.slice?.card == device.id && isHeld($0.id) }
        return slice.flatMap { holdings(of: $0.id).first?.attempt }
    }
}

// MARK: In words

extension DeviceLedger {
    func words(_ hindrance: DeviceHindrance, on device: Device, for sweep: SweepID?) -> String {
        let room = room(on: device, for: sweep)
        switch hindrance {
        case .unhealthy:
            let ailing = ailing(device) ?? device
            return "\(ailing.label): \(ailing.reading.ailments.first?.words ?? "it is unwell")"
        case .drained: return "\(device.label) is drained: \(drain(of: device) ?? "by hand")"
        case .elsewhere: return "\(device.label) \(elsewhere[device.id] ?? "is not to be had")"
        case .leased: return leaseWords(device, room)
        case .foreign: return shortage(of: device, room)
        case .kept:
            return "\(device.label) is kept for '\(reservation?.sweep.text ?? "another")', which has waited longer"
        case .cut:
            let run = holderBeforeCut(device).map { "\($0.run)" } ?? "somebody"
            return "\(device.label) was cut anew while \(run) holds a part of it"
        }
    }

    /// `GPU 1 has 30.0 of 48.0 GiB free; a python of user ana holds 18.0`
    private func shortage(of device: Device, _ room: DeviceRoom) -> String {
        let others = foreignProcesses(on: device)
        let more = others.count > 1 ? " and \((others.count - 1).counted("other process", "other processes"))" : ""
        guard device.memory != nil else {
            return "\(device.label) is in use by \(others.first?.words ?? "somebody")\(more)"
        }
        let free = ByteCount(bytes: max(0, room.capacity - room.booked - room.foreign))
        let amounts = "\(free.gibibytes) of \(ByteCount(bytes: room.capacity).gibibytes) GiB free"
        guard let first = others.first else {
            let held = ByteCount(bytes: room.foreign).gibibytes
            return "\(device.label) has \(amounts); \(held) are held by processes that the driver does not name"
        }
        let held =
            room.foreign > 0 ? " \(more.isEmpty ? "holds" : "hold") \(ByteCount(bytes: room.foreign).gibibytes)" : ""
        return "\(device.label) has \(amounts); \(first.words)\(more)\(held.isEmpty ? " has it open" : held)"
    }

    private func leaseWords(_ device: Device, _ room: DeviceRoom) -> String {
        let holdings = holdings(of: device.id)
        let runs = holdings.prefix(3).map { "\($0.attempt.run)" }.joined(separator: ", ")
        let more = holdings.count > 3 ? " and \(holdings.count - 3) more" : ""
        if holdings.contains(where: \.booking.isWhole) || device.memory == nil {
            return "\(device.label) is leased to \(runs)\(more)"
        }
        let free = ByteCount(bytes: max(0, room.capacity - room.booked - room.foreign)).gibibytes
        return
            "\(device.label) has \(free) of \(ByteCount(bytes: room.capacity).gibibytes) GiB left beside \(runs)\(more)"
    }
}

extension ByteCount {
    /// `30.0`, in GiB.
    var gibibytes: String { "\((Double(bytes) / 0x1p30 * 10).rounded() / 10)" }
}

extension Int {
    fileprivate func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
