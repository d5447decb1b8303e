internal import SweepModel

/// What keeps a device that fits from serving a request now, in words.
enum DeviceHindrance: Hashable {
    case unhealthy(String), drained(String), leased(String), foreign(String), kept(String)

    var words: String {
        switch self {
        case .unhealthy(let words), .drained(let words), .leased(let words), .foreign(let words), .kept(let words):
            words
        }
    }
}

extension DeviceLedger {
    /// What keeps a device that fits from serving the request of a sweep now; nil where nothing does.
    func hindrance(_ device: Device, _ request: DeviceRequest, for sweep: SweepID?) -> DeviceHindrance? {
        if let hindrance = closure(of: device) { return hindrance }
        let room = room(on: device, for: sweep)
        if request.isWhole {
            if isShared(device, request, room) { return .foreign(shortage(of: device, room)) }
            if isHeld(device.id) { return .leased(leaseWords(device, room)) }
            return room.kept > 0 ? keeping(device) : entanglement(of: device)
        }
        let amount = device.amount(of: device.booking(for: request))
        if room.free >= amount { return entanglement(of: device) }
        if room.free + room.kept >= amount { return keeping(device) }
        let isForeign = room.foreign > 0 && room.capacity - room.booked >= amount
        return isForeign ? .foreign(shortage(of: device, room)) : .leased(leaseWords(device, room))
    }

    private func keeping(_ device: Device) -> DeviceHindrance? {
        reservation.map { .kept("\(device.label) is kept for '\($0.sweep)', which has waited longer") }
    }

    /// What closes a device to everybody.
    func closure(of device: Device) -> DeviceHindrance? {
        if let ailment = device.reading.ailments.first { return .unhealthy("\(device.label): \(ailment.words)") }
        if let card = device.slice.flatMap({ self[$0.card] }), let ailment = card.reading.ailments.first {
            return .unhealthy("\(card.label): \(ailment.words)")
        }
        return drain(of: device).map { .drained("\(device.label) is drained: \($0)") }
    }

    /// A card that is cut anew while somebody holds what it was before.
    private func entanglement(of device: Device) -> DeviceHindrance? {
        let others = device.slice.map { [$0.card] } ?? devices.filter { $0.slice?.card == device.id }.map(\.id)
        guard let other = others.first(where: isHeld), let holding = holdings(of: other).first else { return nil }
        return .leased("\(device.label) was cut anew while \(holding.attempt.run) holds a part of it")
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
