package import SweepModel

/// The devices of an attempt that executes now.
package struct HeldLease: Hashable, Sendable {
    package let attempt: AttemptID
    /// When its program was started.
    package let since: Instant
    package let bookings: [DeviceBooking]
    /// Whose it is; nil where nobody needs to know.
    package let owner: UInt32?

    package init(_ attempt: AttemptID, since: Instant, bookings: [DeviceBooking], owner: UInt32? = nil) {
        self.attempt = attempt
        self.since = since
        self.bookings = bookings
        self.owner = owner
    }

    func booking(of device: DeviceID) -> DeviceBooking? { bookings.first { $0.device == device } }
}
