package import SweepModel

/// The devices of an attempt that executes now.
package struct HeldLease: Hashable, Sendable {
    package let attempt: AttemptID
    /// When its program was started.
    package let since: Instant
    package let bookings: [DeviceBooking]
    /// The cards that leased slices are cut from; a driver lists the processes of slices there too.
    package let cards: Set<DeviceID>

    package init(_ attempt: AttemptID, since: Instant, bookings: [DeviceBooking], cards: Set<DeviceID> = []) {
        self.attempt = attempt
        self.since = since
        self.bookings = bookings
        self.cards = cards
    }

    func booking(of device: DeviceID) -> DeviceBooking? { bookings.first { $0.device == device } }
}
