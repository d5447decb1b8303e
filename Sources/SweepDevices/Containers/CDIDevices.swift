package import SweepModel
internal import Yams

/// The devices that container engines can be given by name, as the specifications in `/etc/cdi` and `/var/run/cdi` say
/// (Container Device Interface 0.6).
package struct CDIDevices: Hashable, Sendable {
    /// A device of a specification.
    package struct Entry: Hashable, Sendable {
        /// `nvidia.com/gpu=GPU-…`
        package let name: String
        /// The specification's file.
        package let file: String
        /// Device nodes that a container with it gets.
        package let nodes: [String]
        /// Device nodes and files that it would get and that the host does not have.
        package let missing: [String]
    }

    package private(set) var entries: [Entry] = []
    /// Files that cannot be read, each with why.
    package private(set) var faults: [String] = []

    /// Folders of specifications; what a later one says goes before what an earlier one says.
    package static let folders = ["/etc/cdi", "/var/run/cdi"]

    /// Writes a specification of what there is now.
    static let mending = "nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"

    /// Reads all specifications of a host.
    package init(files: HostFiles) {
        for folder in Self.folders {
            for name in files.names(folder) where [".json", ".yaml", ".yml"].contains(where: name.hasSuffix) {
                read("\(folder)/\(name)", files)
            }
        }
    }

    /// How a device may be given to a container, or why not.
    package enum Access: Hashable, Sendable {
        case name(String)
        case missing(String, hint: String)
    }

    /// How an NVIDIA device is given to a container: by its UUID, in a specification that has the node for unified
    /// memory, without which CUDA does not start.
    package func access(to device: Device) -> Access {
        let hint = Self.mending
        guard let entry = entries.last(where: { $0.name == "nvidia.com/gpu=\(device.id)" }) else {
            let known = entries.contains { $0.name.hasPrefix("nvidia.com/gpu=") }
            let words =
                known
                ? "no CDI specification names \(device.label) by its UUID"
                : "there is no CDI specification of NVIDIA GPUs"
            return .missing(words, hint: hint)
        }
        guard entry.nodes.contains("/dev/nvidia-uvm") else {
            return .missing("\(entry.file) does not have /dev/nvidia-uvm", hint: "nvidia-modprobe -u, then \(hint)")
        }
        if let missing = entry.missing.first {
            return .missing("\(entry.file) is out of date: \(missing) does not exist", hint: hint)
        }
        return .name(entry.name)
    }

    private mutating func read(_ path: String, _ files: HostFiles) {
        guard let text = files.text(path) else {
            faults.append("\(path): cannot be read")
            return
        }
        guard let root = try? Yams.compose(yaml: text)?.mapping, let kind = root["kind"]?.scalar?.string else {
            faults.append("\(path): is no CDI specification")
            return
        }
        let common = Edits(root["containerEdits"], files)
        for device in root["devices"]?.sequence ?? [] {
            guard let name = device.mapping?["name"]?.scalar?.string else { continue }
            let own = Edits(device.mapping?["containerEdits"], files)
            entries.removeAll { $0.name == "\(kind)=\(name)" }
            entries.append(
                Entry(
                    name: "\(kind)=\(name)", file: path, nodes: common.nodes + own.nodes,
                    missing: common.missing + own.missing))
        }
    }

    /// What a specification adds to a container.
    private struct Edits {
        var nodes: [String] = []
        var missing: [String] = []

        init(_ node: Node?, _ files: HostFiles) {
            for entry in node?.mapping?["deviceNodes"]?.sequence ?? [] {
                guard let path = entry.mapping?["path"]?.scalar?.string else { continue }
                nodes.append(path)
                add(entry.mapping?["hostPath"]?.scalar?.string ?? path, files)
            }
            for entry in node?.mapping?["mounts"]?.sequence ?? [] {
                if let path = entry.mapping?["hostPath"]?.scalar?.string { add(path, files) }
            }
        }

        private mutating func add(_ path: String, _ files: HostFiles) {
            if !files.exists(path) { missing.append(path) }
        }
    }
}
