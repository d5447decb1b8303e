internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What starts nothing new, by somebody's will: GPUs, or the whole host.
extension Tick {
    /// - Parameter device: nil is the whole host.
    /// - Throws: `not-found` where there is no such GPU, `usage` where its end is over.
    func drain(_ device: DeviceID?, _ drain: Drain) throws(Fault) {
        if let device { try check(device) }
        if let until = drain.until, until <= now {
            throw Fault(.usage, "cannot drain until \(until): that is over", hint: "name a time to come")
        }
        try store.drain(device, drain)
        state.set(drain, on: device)
    }

    /// - Parameter device: nil is the whole host.
    /// - Throws: `not-found` where there is no such GPU.
    func undrain(_ device: DeviceID?) throws(Fault) {
        if let device { try check(device) }
        try forget(device)
    }

    private func check(_ device: DeviceID) throws(Fault) {
        guard state.schedule.devices[device] != nil else { throw Fault.noDevice(device.text) }
    }

    private func forget(_ device: DeviceID?) throws(Fault) {
        try store.undrain(device)
        if let device {
            state.breaker.forgive(device)
            state.deviceFaults[device] = nil
        }
        state.set(nil, on: device)
    }

    /// Ends what was to end by itself.
    func endDrains() throws(Fault) {
        guard let next = state.drains.nextEnd, next <= now else { return }
        if let until = state.drains.host?.until, until <= now { try forget(nil) }
        for (device, drain) in state.drains.devices {
            if let until = drain.until, until <= now { try forget(device) }
        }
    }
}

extension SchedulerState {
    /// - Parameter device: nil is the whole host.
    func set(_ drain: Drain?, on device: DeviceID?) {
        guard let device else {
            drains.host = drain
            return schedule.drain = drain
        }
        drains.devices[device] = drain
        schedule.updateDevices { ledger in
            if let drain { ledger.drain(device, reason: drain.words) } else { ledger.undrain(device) }
        }
    }

    /// When something is to happen by itself; nil where nothing is.
    var nextWake: Instant? { [wakes.next, drains.nextEnd, images.next].compactMap(\.self).min() }
}
