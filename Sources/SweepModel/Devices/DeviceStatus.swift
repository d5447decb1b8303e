/// A device with all that people want to know of it: who holds it, who else is on it, and why it gets no runs.
package struct DeviceStatus: Hashable, Sendable {
    package enum State: String, Hashable, Codable, Sendable, CaseIterable {
        case free, leased, foreign, drained, unhealthy
    }

    /// What an attempt holds of it.
    package struct Holding: Hashable, Sendable {
        package let attempt: AttemptID
        package let booking: DeviceBooking

        package init(attempt: AttemptID, booking: DeviceBooking) {
            self.attempt = attempt
            self.booking = booking
        }
    }

    package let device: Device
    package let state: State
    /// Why it is not free to everybody; nil where it is, or where leases say enough.
    package let reason: String?
    package let holdings: [Holding]
    /// Processes that belong to no attempt.
    package let foreign: [DeviceProcess]

    package init(
        device: Device, state: State, reason: String?, holdings: [Holding], foreign: [DeviceProcess]
    ) {
        self.device = device
        self.state = state
        self.reason = reason
        self.holdings = holdings
        self.foreign = foreign
    }
}
