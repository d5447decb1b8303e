internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What happens to GPUs.
extension Tick {
    /// After so long a look at GPUs says nothing about them any more.
    private static let lookMax = Span.seconds(10)

    func take(_ news: DeviceNews) throws(Fault) {
        switch news {
        case .inventory(let inventory, let took):
            state.schedule.updateDevices { $0.update(inventory) }
            (state.inventory, state.lastLook, state.discoveryTook) = (inventory, now, took)
        case .readings(let readings, let took):
            state.schedule.updateDevices { $0.update(readings) }
            (state.lastLook, state.lookTook) = (now, took)
        case .found(let finding, let words): try found(finding, words)
        case .failing(let device, let ailment): try failing(device, ailment)
        case .released(let device): state.schedule.updateDevices { $0.setElsewhere(device, nil) }
        }
    }

    /// The run waits in the queue, as long as the other daemon has the device.
    func taken(_ device: DeviceID, from attempt: AttemptID, _ lock: DeviceLock) throws(Fault) {
        let words = LockWatch.words(lock)
        state.schedule.updateDevices { $0.setElsewhere(device, words) }
        outcome.awaited.append((device, lock))
        let label = state.schedule.devices[device]?.label ?? device.text
        try record(
            "note", run: attempt.run, attempt: attempt.number,
            detail: "\(label) \(words): the run waits for it")
    }

    /// Lets runs have GPUs only where somebody has just looked at them: others may have taken some meanwhile.
    func checkDevices() {
        let isFresh = state.devicesAreFixed || state.lastLook.map { now - $0 < Self.lookMax } ?? false
        state.schedule.mayLeaseDevices = isFresh
        outcome.wantsLook = !isFresh && state.schedule.awaitsDevices
    }

    /// What a lease holds of GPUs, for whoever starts its attempt.
    func devices(of lease: Lease) -> [DeviceLease] { state.schedule.devices.leases(lease.devices) }
}

extension DeviceLedger {
    /// Bookings with their devices; one that is not there any more is known by its name alone.
    func leases(_ bookings: [DeviceBooking]) -> [DeviceLease] {
        bookings.map { booking in
            let device = self[booking.device] ?? Device(booking.device, vendor: .nvidia, index: 0)
            return DeviceLease(device: device, booking: booking)
        }
    }
}

extension Fault {
    static func noDevice(_ text: String) -> Fault {
        Fault(.notFound, "cannot find GPU '\(text)'", hint: "'sweepctl gpus' lists them")
    }
}
