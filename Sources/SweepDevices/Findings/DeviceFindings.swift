package import SweepModel

/// What GPUs need of this host, looked for thing by thing: for `gpus --explain` and `sweepd doctor`.
///
/// Reads files of the kernel and of `/dev`, and takes what drivers said from an inventory: it asks no library itself.
package struct DeviceFindings: Sendable {
    private let files: HostFiles
    private let toolkit: String?

    /// - Parameter toolkit: what `nvidia-ctk --version` printed; nil where there is no such program.
    package init(files: HostFiles = HostFiles(), toolkit: String?) {
        self.files = files
        self.toolkit = toolkit
    }

    /// The findings of each vendor in the order in which one thing needs the other; of a vendor that is not here, one.
    package func list(of inventory: DeviceInventory) -> [DeviceFinding] {
        Vendor.allCases.flatMap { vendor in
            let found = inventory[vendor] ?? VendorInventory(vendor, .absent)
            return switch vendor {
            case .nvidia: NVIDIAFindings(files: files, inventory: found, toolkit: toolkit).list
            case .amd: AMDFindings(files: files, inventory: found).list
            }
        }
    }
}

extension HostFiles {
    /// How many cards of a maker (by its PCI number, `0x10de`) are on the bus, whether a driver has them or not.
    func cards(of maker: String) -> Int {
        let folder = "/sys/bus/pci/devices"
        return names(folder).count { name in
            // 0x03: what draws, or computes as what draws does.
            text("\(folder)/\(name)/vendor") == maker && text("\(folder)/\(name)/class")?.hasPrefix("0x03") == true
        }
    }
}
