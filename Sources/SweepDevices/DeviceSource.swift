package import SweepModel

/// A way to find the GPUs of one vendor. Calls block, for as long as the source's deadline allows.
package protocol DeviceSource: Sendable {
    var vendor: Vendor { get }

    /// Looks for everything anew. Never fails as a whole: what went wrong is a part of the inventory.
    func discover() -> VendorInventory

    /// Looks again at the devices of the last discovery, cheaply.
    func sample() -> DeviceSample
}

/// What another look at known devices found.
package struct DeviceSample: Hashable, Sendable {
    package var readings: [DeviceID: DeviceReading]
    /// Whether devices came, went, or were cut anew, so that a discovery is due.
    package var isStale: Bool

    package init(readings: [DeviceID: DeviceReading] = [:], isStale: Bool = false) {
        self.readings = readings
        self.isStale = isStale
    }
}
