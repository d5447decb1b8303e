package import SweepModel
internal import Synchronization

/// AMD's devices, as the kernel describes them in sysfs; no library is needed, and one is asked for what is missing.
package final class KFDSource: DeviceSource {
    private let files: HostFiles
    private let libraries: [String]
    private let deadline: Deadline
    private let known = Mutex<[DeviceID: KFDReading]>([:])

    /// - Parameters:
    ///   - libraries: names or paths of rocm_smi, the first that can be opened is asked.
    ///   - deadline: how long a look may take.
    package init(files: HostFiles, libraries: [String], deadline: Span = .seconds(30)) {
        self.files = files
        self.libraries = libraries
        self.deadline = Deadline(deadline)
    }

    package var vendor: Vendor { .amd }

    package func discover() -> VendorInventory {
        deadline.call { [self] in find() }
            ?? VendorInventory(
                .amd, .failed("the AMD driver did not answer within \(deadline.text)", hint: "see what dmesg says"))
    }

    package func sample() -> DeviceSample {
        let sample = deadline.call { [self] in
            let known = known.withLock { $0 }
            var sample = DeviceSample(readings: known.mapValues { $0.reading() })
            sample.isStale = Set(nodes().map(\.gpu)) != Set(known.values.map(\.node.gpu))
            return sample
        }
        return sample ?? DeviceSample(isStale: true)
    }

    private func nodes() -> [KFDNode] {
        files.names(KFDNode.folder).compactMap { Int($0) }.compactMap { KFDNode($0, files: files) }
    }

    private func find() -> VendorInventory {
        var inventory = VendorInventory(.amd, .found, driver: files.text("/sys/module/amdgpu/version"))
        guard files.exists(KFDNode.folder) else { return withoutTopology(inventory) }
        inventory.notes = ["\(KFDNode.folder) is there"]
        let nodes = nodes().sorted { ($0.address ?? "", $0.number) < ($1.address ?? "", $1.number) }
        inventory.devices = devices(nodes, &inventory.notes)
        if !files.exists("/dev/kfd") { inventory.notes.append("/dev/kfd is missing: no run can compute") }
        complete(&inventory)
        return inventory
    }

    private func withoutTopology(_ inventory: VendorInventory) -> VendorInventory {
        var inventory = inventory
        inventory.notes = ["\(KFDNode.folder) was not found"]
        inventory.outcome =
            files.exists("/sys/module/amdgpu")
            ? .failed(
                "the amdgpu driver is loaded without its part for computing (KFD)",
                hint: "install the kernel's amdkfd, or AMD's own driver") : .absent
        known.withLock { $0 = [:] }
        return inventory
    }

    private func devices(_ nodes: [KFDNode], _ notes: inout [String]) -> [Device] {
        let parts = Dictionary(grouping: nodes) { $0.device ?? "node \($0.number)" }
        var devices: [Device] = []
        var readings: [DeviceID: KFDReading] = [:]
        for (index, node) in nodes.enumerated() {
            let isPart = (parts[node.device ?? ""]?.count ?? 1) > 1
            let id = identifier(node, among: nodes)
            readings[id] = KFDReading(node: node, files: files, isPart: isPart)
            devices.append(device(id, node, index: index, readings[id]?.reading()))
        }
        for (device, nodes) in parts.sorted(by: { $0.key < $1.key }) where nodes.count > 1 {
            let mode = files.text("\(device)/current_compute_partition") ?? "parts"
            notes.append("\(device) is in mode \(mode): \(nodes.count) devices")
        }
        link(&devices, nodes)
        known.withLock { $0 = readings }
        return devices
    }

    /// The runtime's name, where it is the node's alone; else the address, with the node's number where that is shared.
    private func identifier(_ node: KFDNode, among nodes: [KFDNode]) -> DeviceID {
        if let id = node.uniqueID, nodes.filter({ $0.uniqueID == id }).count == 1 { return DeviceID(id) }
        guard let address = node.address, nodes.filter({ $0.address == address }).count == 1 else {
            return DeviceID("PCI-\(node.address ?? "unknown")/\(node.number)")
        }
        return DeviceID("PCI-\(address)")
    }

    private func device(_ id: DeviceID, _ node: KFDNode, index: Int, _ reading: DeviceReading?) -> Device {
        var device = Device(id, vendor: .amd, index: index)
        device.name = node.device.flatMap { files.text("\($0)/product_name") }
        device.address = node.address
        device.minor = node["drm_render_minor"].flatMap { $0 > 0 ? Int($0) : nil }
        device.memory =
            node.memory
            ?? node.device.flatMap { files.number("\($0)/mem_info_vram_total") }.flatMap {
                (1 << 24...1 << 43).contains($0) ? ByteCount(bytes: $0) : nil
            }
        device.architecture = node.architecture
        device.isIntegrated = node.isIntegrated
        device.numaNode = node.device.flatMap { files.number("\($0)/numa_node") }.flatMap { $0 >= 0 ? Int($0) : nil }
        if let reading { device.reading = reading }
        return device
    }

    private func link(_ devices: inout [Device], _ nodes: [KFDNode]) {
        for first in devices.indices {
            let direct = nodes[first].directLinks
            devices[first].links = devices.indices.filter { $0 != first }.map { second in
                if let width = direct[nodes[second].number] {
                    return DeviceLink(to: devices[second].id, .direct(width))
                }
                let isNear = devices[first].numaNode == devices[second].numaNode
                return DeviceLink(to: devices[second].id, isNear ? .node : .system)
            }
        }
    }

    /// Asks the library for names and sizes that sysfs does not have, and for cards where it shows none.
    private func complete(_ inventory: inout VendorInventory) {
        let isComplete = inventory.devices.allSatisfy { $0.name != nil && ($0.memory != nil || $0.isIntegrated) }
        guard inventory.devices.isEmpty || !isComplete else { return }
        do throws(ROCmLibrary.Failure) {
            let library = try ROCmLibrary(paths: libraries)
            inventory.notes.append("\(library.path) answers")
            library.complete(&inventory.devices)
            library.close()
        } catch {
            inventory.notes.append(error.words)
        }
        for index in inventory.devices.indices where inventory.devices[index].name == nil {
            inventory.devices[index].name = inventory.devices[index].architecture.map { "AMD \($0)" }
        }
    }
}
