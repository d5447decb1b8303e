/// What a lease holds of one device.
package struct DeviceBooking: Hashable, Sendable, Codable {
    package let device: DeviceID
    /// ``DeviceShare/whole``: nobody else gets anything of it.
    package let share: DeviceShare
    /// What is booked of its memory; nil where the device does not say how much it has.
    package let memory: ByteCount?

    package init(_ device: DeviceID, share: DeviceShare, memory: ByteCount?) {
        self.device = device
        self.share = share
        self.memory = memory
    }

    package var isWhole: Bool { share == .whole }
}
