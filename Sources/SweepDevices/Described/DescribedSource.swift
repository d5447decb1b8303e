package import SweepModel

/// The devices of a machine description: always the same, and never looked at.
package struct DescribedSource: DeviceSource {
    private let inventory: VendorInventory

    package init(_ inventory: VendorInventory) { self.inventory = inventory }

    package var vendor: Vendor { inventory.vendor }
    package func discover() -> VendorInventory { inventory }
    package func sample() -> DeviceSample { DeviceSample() }
}

extension DeviceFinder {
    /// The devices that a machine description names, whatever the host has.
    package static func described(_ inventory: DeviceInventory) -> DeviceFinder {
        DeviceFinder(sources: inventory.vendors.map { DescribedSource($0) })
    }
}
