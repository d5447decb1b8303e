package import SweepModel

/// How containers get this host's GPUs, each alone.
package struct ContainerAccess: Sendable {
    private let files: HostFiles

    package init(files: HostFiles = HostFiles()) { self.files = files }

    /// What a container is given for a device.
    ///
    /// - Parameter byCDI: whether NVIDIA's are found by the Container Device Interface, whose specifications are read
    ///   anew each time: drivers change.
    /// - Throws: a ``Fault`` with code `failed` and the command that mends it where the device cannot be given.
    package func device(for device: Device, byCDI: Bool) throws(Fault) -> ContainerDevice {
        switch device.vendor {
        case .nvidia where byCDI:
            switch CDIDevices(files: files).access(to: device) {
            case .name(let name): return .named(name)
            case .missing(let words, let hint): throw Self.fault(device, words, hint)
            }
        case .nvidia: return .identified(device.id)
        case .amd:
            let nodes = try nodes(of: device)
            return .nodes(nodes, groups: Set(nodes.compactMap(files.group)).sorted())
        }
    }

    /// The node that all of AMD's compute goes through, and the card's own.
    private func nodes(of device: Device) throws(Fault) -> [String] {
        guard let minor = device.minor else {
            throw Self.fault(device, "it has no render node", "load the driver: 'modprobe amdgpu'")
        }
        let nodes = ["/dev/kfd", "/dev/dri/renderD\(minor)"]
        for node in nodes {
            guard files.exists(node) else {
                throw Self.fault(device, "\(node) is not there", "load the driver: 'modprobe amdgpu'")
            }
            guard files.isUsable(node) else {
                throw Self.fault(device, "\(node) may not be opened", "usermod -aG render USER, then log in again")
            }
        }
        return nodes
    }

    private static func fault(_ device: Device, _ words: String, _ hint: String) -> Fault {
        Fault(.failed, "cannot give \(device.label) to a container: \(words)", hint: hint)
    }
}
