package import SweepModel

/// One that waits for devices: runs of a sweep, which all ask for the same.
package struct DeviceClaim: Hashable, Sendable {
    package let sweep: SweepID
    package let request: DeviceRequest

    package init(sweep: SweepID, request: DeviceRequest) {
        self.sweep = sweep
        self.request = request
    }
}

/// What the next run to start holds.
package struct DeviceDecision: Hashable, Sendable {
    /// Its place among those that wait.
    package let place: Int
    package let devices: [DeviceBooking]
}

/// Devices that are kept for one sweep until it can have them: whoever holds some of them may finish, and nobody gets
/// more of them. There is never more than one, so that what is kept idle is no more than one run's.
struct Reservation: Hashable {
    let sweep: SweepID
    let request: DeviceRequest
    let devices: [DeviceBooking]

    func amount(on device: Device) -> Int64 {
        devices.first { $0.device == device.id }.map(device.amount) ?? 0
    }
}

extension DeviceLedger {
    /// Who starts next of those that wait, and on which devices; nil where nobody can.
    ///
    /// The first in line whose request fits. Who is passed over so is counted, and after ``DevicePolicy/patience``
    /// others devices are kept for it, so that large requests do not starve; small ones go on with the rest. The caller
    /// books what was decided before it asks again.
    ///
    /// - Parameter barred: sweeps that stand in line and lack something else; they are not counted as passed over.
    package mutating func next(among line: [DeviceClaim], barred: Set<SweepID> = []) -> DeviceDecision? {
        renewReservation(line)
        var refused: Set<DeviceRequest> = []
        for (place, claim) in line.enumerated() where !barred.contains(claim.sweep) {
            let isKeeper = reservation?.sweep == claim.sweep
            guard isKeeper || !refused.contains(claim.request) else { continue }
            if let devices = choose(claim.request, for: claim.sweep) {
                pass(line[..<place].filter { !barred.contains($0.sweep) })
                passes[claim.sweep] = nil
                if isKeeper { reservation = nil }
                return DeviceDecision(place: place, devices: devices)
            }
            if !isKeeper { refused.insert(claim.request) }
        }
        return nil
    }

    /// Counts that somebody behind these starts before them.
    private mutating func pass(_ waiting: [DeviceClaim]) {
        for claim in waiting {
            passes[claim.sweep, default: 0] += 1
            let isTooOften = passes[claim.sweep, default: 0] >= max(1, policy.patience)
            if isTooOften, reservation == nil { reservation = reserved(for: claim) }
        }
    }

    /// Gives up what is kept for one that waits no more; chooses anew where a device was closed meanwhile.
    private mutating func renewReservation(_ line: [DeviceClaim]) {
        if passes.count > 2 * line.count + 16 {
            let waiting = Set(line.map(\.sweep))
            passes = passes.filter { waiting.contains($0.key) }
        }
        guard let kept = reservation else { return }
        let claim = DeviceClaim(sweep: kept.sweep, request: kept.request)
        guard line.contains(claim) else { return reservation = nil }
        let isSound = kept.devices.allSatisfy { booking in
            self[booking.device].map { isReservable($0, kept.request) } ?? false
        }
        if !isSound { reservation = reserved(for: claim) }
    }

    /// The devices that this claim could have soonest; nil where too few are open.
    private func reserved(for claim: DeviceClaim) -> Reservation? {
        let open = devices.filter { isReservable($0, claim.request) }
        let count = count(for: claim.request)
        let devices = choose(count, claim.request, among: open, claim.sweep, waiting: true)
        return devices.map { Reservation(sweep: claim.sweep, request: claim.request, devices: $0) }
    }

    /// Whether the device serves the request as soon as the leases on it end.
    private func isReservable(_ device: Device, _ request: DeviceRequest) -> Bool {
        guard policy.misfit(device, request) == nil, closure(of: device) == nil else { return false }
        let room = room(on: device, for: nil)
        if request.isWhole { return !isShared(device, request, room) }
        return room.capacity - room.foreign >= device.amount(of: device.booking(for: request))
    }
}
