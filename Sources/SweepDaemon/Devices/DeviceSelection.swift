internal import SweepDevices
package import SweepModel
internal import SweepRecords
internal import SweepScheduling
internal import SweepSpecs

/// Which GPUs a daemon takes for its own: `--devices`.
package enum DeviceSelection: Hashable, Sendable {
    /// Those that drivers show.
    case auto
    /// Those of one vendor's that its driver shows; the others are not asked.
    case vendor(Vendor)
    case none
    /// Those that a machine description names, whatever the host has; an absolute path.
    case file(String)

    private static let bytesMax = 1 << 20

    /// What there is and never changes; nil where drivers are to be asked.
    ///
    /// - Throws: `notFound` where there is no such file, `specification` with all its faults.
    func inventory() throws(Fault) -> DeviceInventory? {
        switch self {
        case .auto, .vendor: nil
        case .none:
            DeviceInventory(
                vendors: Vendor.allCases.map { VendorInventory($0, .absent, notes: ["sweepd has '--devices none'"]) })
        case .file(let path): try Self.described(path)
        }
    }

    /// Who looks at what drivers show.
    var finder: DeviceFinder {
        if case .vendor(let vendor) = self { .host(only: vendor) } else { .host() }
    }

    private static func described(_ path: String) throws(Fault) -> DeviceInventory {
        guard let text = StateFolder.text(of: path, limit: bytesMax) else {
            throw Fault(.notFound, "cannot read the machine description '\(path)'")
        }
        let (inventory, diagnostics) = MachineDescription.read(Array(text.utf8))
        guard let inventory else {
            throw Fault(
                .specification,
                "cannot use the machine description '\(path)':\n"
                    + diagnostics.map { $0.text(file: path) }.joined(separator: "\n"))
        }
        return inventory
    }
}

extension DevicePolicy {
    /// As the configuration's `gpus` says.
    init(_ rules: DeviceRules) {
        self.init(include: rules.include, exclude: rules.exclude, prefer: rules.prefer)
    }
}
