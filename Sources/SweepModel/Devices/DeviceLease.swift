/// A device that an attempt holds, or a part of one, for whoever starts it.
package struct DeviceLease: Hashable, Sendable, Codable {
    package let device: Device
    package let booking: DeviceBooking

    package init(device: Device, booking: DeviceBooking) {
        self.device = device
        self.booking = booking
    }
}
