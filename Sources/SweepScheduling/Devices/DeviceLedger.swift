package import SweepModel

/// Which devices there are, who holds how much of them, and who may have what next.
///
/// A value without clock and chance: the same history gives the same decisions. Amounts are integers (bytes where a
/// device says how much memory it has, else millionths), so that what is released is exactly what was booked. Leases
/// are facts: one is booked even where it does not fit, since a restart finds it open.
package struct DeviceLedger: Sendable {
    package var policy: DevicePolicy
    /// How each vendor's discovery went; empty before the first one, until which nothing is given out.
    private(set) var outcomes: [Vendor: VendorInventory.Outcome] = [:]
    private var known: [DeviceID: Device] = [:]
    /// Every device, by vendor, index and number of the slice.
    private(set) var devices: [Device] = []
    private var leases: [AttemptID: [DeviceBooking]] = [:]
    private var holdings: [DeviceID: [AttemptID: DeviceBooking]] = [:]
    private var drains: [DeviceID: String] = [:]
    /// Devices whose locks cannot be had, and why.
    private(set) var elsewhere: [DeviceID: String] = [:]
    /// Devices that are kept for the sweep that has waited too long.
    var reservation: Reservation?
    /// How many runs started before one of this sweep that waits longer.
    var passes: [SweepID: Int] = [:]

    package init(policy: DevicePolicy = DevicePolicy()) { self.policy = policy }

    /// Whether there has been a complete discovery.
    package var isDiscovered: Bool { !outcomes.isEmpty }

    /// Whether no attempt holds anything.
    package var isEmpty: Bool { leases.isEmpty && holdings.isEmpty }

    package subscript(id: DeviceID) -> Device? { known[id] }

    /// What an attempt holds; empty where it holds nothing.
    package func bookings(of attempt: AttemptID) -> [DeviceBooking] { leases[attempt] ?? [] }

    /// Who holds something of a device, in the order of the attempts.
    func holdings(of device: DeviceID) -> [DeviceStatus.Holding] {
        (holdings[device] ?? [:]).sorted { $0.key < $1.key }.map { .init(attempt: $0.key, booking: $0.value) }
    }

    /// How much of a device leases hold, in the ledger's unit.
    func booked(on device: Device) -> Int64 {
        holdings[device.id]?.values.reduce(0) { $0 + device.amount(of: $1) } ?? 0
    }

    /// How many leases hold something of a device.
    func holders(of device: DeviceID) -> Int { holdings[device]?.count ?? 0 }
    func isHeld(_ device: DeviceID) -> Bool { holdings[device] != nil }
    func holds(_ attempt: AttemptID, _ device: DeviceID) -> Bool { holdings[device]?[attempt] != nil }

    /// Why a device gets no new runs, by somebody's will; nil where it may.
    func drain(of device: Device) -> String? { drains[device.id] ?? device.slice.flatMap { drains[$0.card] } }
}

// MARK: Leases

extension DeviceLedger {
    /// Books what an attempt holds.
    ///
    /// - Returns: false, and nothing changes, where the attempt holds something already.
    @discardableResult
    package mutating func acquire(_ bookings: [DeviceBooking], for attempt: AttemptID) -> Bool {
        guard leases[attempt] == nil else { return false }
        guard !bookings.isEmpty else { return true }
        leases[attempt] = bookings
        for booking in bookings { holdings[booking.device, default: [:]][attempt] = booking }
        return true
    }

    /// The same without any lease.
    package var withoutLeases: DeviceLedger {
        var copy = self
        (copy.leases, copy.holdings, copy.reservation) = ([:], [:], nil)
        copy.settle()
        return copy
    }

    /// Takes back what an attempt holds.
    ///
    /// - Returns: what it was; empty where it held nothing.
    @discardableResult
    package mutating func release(_ attempt: AttemptID) -> [DeviceBooking] {
        let bookings = leases.removeValue(forKey: attempt) ?? []
        for booking in bookings {
            holdings[booking.device]?[attempt] = nil
            if holdings[booking.device]?.isEmpty == true { holdings[booking.device] = nil }
            known[booking.device]?.reading.forget(attempt)
        }
        if !bookings.isEmpty { settle() }
        return bookings
    }
}

// MARK: What is known of devices

extension DeviceLedger {
    /// Takes in a discovery. A card that is there no more is kept, as one that is missing, and so is a slice that
    /// somebody holds; what a vendor had before its discovery failed is kept and gets no runs.
    package mutating func update(_ inventory: DeviceInventory) {
        for vendor in inventory.vendors {
            outcomes[vendor.vendor] = vendor.outcome
            let ailment = Self.ailment(vendor.outcome)
            for id in known.keys where known[id]?.vendor == vendor.vendor { known[id]?.reading.fail(ailment) }
            for device in vendor.devices { known[device.id] = device }
        }
        settle()
    }

    private static func ailment(_ outcome: VendorInventory.Outcome) -> Ailment {
        if case .failed(let words, _) = outcome { .other(words) } else { .missing }
    }

    /// Takes in another look at devices.
    package mutating func update(_ readings: [DeviceID: DeviceReading]) {
        for (id, reading) in readings { known[id]?.reading = reading }
        settle()
    }

    /// Notes something wrong with a device until the next discovery or reading says otherwise; with all of a vendor's
    /// where none is named.
    package mutating func note(_ ailment: Ailment, on device: DeviceID?, of vendor: Vendor) {
        for id in known.keys where id == device || (device == nil && known[id]?.vendor == vendor) {
            known[id]?.reading.ailments.append(ailment)
        }
        settle()
    }

    /// Notes that a device's lock cannot be had, and why; nil where it can.
    package mutating func setElsewhere(_ device: DeviceID, _ words: String?) { elsewhere[device] = words }

    /// Lets a device get no new runs; a card's slices with it.
    ///
    /// - Returns: false where there is no such device.
    @discardableResult
    package mutating func drain(_ device: DeviceID, reason: String) -> Bool {
        drains[device] = reason
        return known[device] != nil
    }

    /// Lets a device get runs again.
    ///
    /// - Returns: false where it was not drained.
    @discardableResult
    package mutating func undrain(_ device: DeviceID) -> Bool { drains.removeValue(forKey: device) != nil }

    /// Forgets slices that are gone and that nobody holds, and puts the others in order.
    private mutating func settle() {
        known = known.filter { !($0.value.slice != nil && $0.value.isMissing && !isHeld($0.key)) }
        devices = known.values.sorted { $0.place < $1.place }
    }
}

extension Device {
    var isMissing: Bool { reading.ailments.contains(.missing) }

    fileprivate var place: (Vendor, Int, Int, DeviceID) { (vendor, index, slice.map { $0.number + 1 } ?? 0, id) }
}

extension DeviceReading {
    /// What is left of a reading when its driver answers no more.
    fileprivate mutating func fail(_ ailment: Ailment) {
        self = DeviceReading()
        ailments = [ailment]
    }

    /// Takes out what belonged to an attempt that is over, so that its memory is not taken for somebody else's until
    /// the next look.
    fileprivate mutating func forget(_ attempt: AttemptID) {
        let own = processes?.filter { $0.attempt == attempt }
        processes?.removeAll { $0.attempt == attempt }
        let known = own?.reduce(Int64?(0)) { sum, process in
            process.memory.flatMap { memory in sum.map { $0 + memory.bytes } }
        }
        memoryUsed = known.flatMap(\.self).flatMap { freed in
            memoryUsed.map { ByteCount(bytes: max(0, $0.bytes - freed)) }
        }
    }
}
