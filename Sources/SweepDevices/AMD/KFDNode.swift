internal import SweepModel

/// A node of the kernel's topology of AMD's compute devices (`/sys/class/kfd/kfd/topology/nodes/N`), a GPU or a part.
struct KFDNode: Sendable {
    static let folder = "/sys/class/kfd/kfd/topology/nodes"

    let number: Int
    /// The kernel's number of the GPU, never 0.
    let gpu: Int64
    private let properties: [String: Int64]
    private let files: HostFiles

    /// Nil where the node is a processor, or hidden from us.
    init?(_ number: Int, files: HostFiles) {
        let path = "\(Self.folder)/\(number)"
        guard let gpu = files.number("\(path)/gpu_id"), gpu != 0 else { return nil }
        self.number = number
        self.gpu = gpu
        self.files = files
        properties = Self.properties("\(path)/properties", files)
    }

    /// Lines of a key and a number; numbers above Int64 keep their bits.
    static func properties(_ path: String, _ files: HostFiles) -> [String: Int64] {
        let lines = files.text(path)?.split(whereSeparator: \.isNewline) ?? []
        return lines.reduce(into: [:]) { all, line in
            let words = line.split(separator: " ")
            guard words.count == 2, let number = UInt64(words[1]) else { return }
            all[String(words[0])] = Int64(bitPattern: number)
        }
    }

    subscript(name: String) -> Int64? { properties[name] }

    /// The PCI address. The last digit of a part of a card is the part's number.
    var address: String? {
        guard let location = properties["location_id"], location > 0 else { return nil }
        return Self.address(domain: properties["domain"] ?? 0, location: location)
    }

    static func address(domain: Int64, location: Int64) -> String {
        let parts = [(domain & 0xFFFF_FFFF, 4), (location >> 8 & 0xFF, 2), (location >> 3 & 0x1F, 2)]
        let words = parts.map { number, width in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return words.joined(separator: ":") + ".\(location & 7)"
    }

    /// The folder of the card that this node is, or is a part of; nil where there is none.
    var device: String? {
        guard let address else { return nil }
        let candidates = [address, address.dropLast() + "0"].map { "/sys/bus/pci/devices/\($0)" }
        return candidates.first { files.exists($0) }
    }

    /// Memory of the card itself; nil where it has none.
    var memory: ByteCount? {
        let banks = "\(Self.folder)/\(number)/mem_banks"
        let sizes = files.names(banks).map { Self.properties("\(banks)/\($0)/properties", files) }
            // Heaps 1 and 2 are the card's own memory, visible to the processor or not; 0 is the host's.
            .filter { [1, 2].contains($0["heap_type"]) }.compactMap { $0["size_in_bytes"] }
        let sum = sizes.reduce(0, &+)
        return sum > 0 && sum < 1 << 43 ? ByteCount(bytes: sum) : nil
    }

    /// `gfx90a`: major, minor and stepping, the last two hexadecimal.
    var architecture: String? {
        guard let version = properties["gfx_target_version"], version > 0 else { return nil }
        let (minor, step) = (String(version / 100 % 100, radix: 16), String(version % 100, radix: 16))
        return "gfx\(version / 10_000)\(minor)\(step)"
    }

    /// Whether it is a part of a processor: on one node with cores, or with less memory of its own than any card.
    var isIntegrated: Bool {
        (properties["cpu_cores_count"] ?? 0) > 0 || (memory?.bytes ?? 0) < 2 << 30
    }

    /// By what ROCm's runtime knows it; nil where it has no such number.
    var uniqueID: String? {
        guard let id = properties["unique_id"], id != 0 else { return nil }
        let digits = String(UInt64(bitPattern: id), radix: 16)
        return "GPU-" + String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Nodes that a direct link (xGMI) leads to, and how many links.
    var directLinks: [Int: Int] {
        let folder = "\(Self.folder)/\(number)/io_links"
        return files.names(folder).reduce(into: [:]) { all, name in
            let link = Self.properties("\(folder)/\(name)/properties", files)
            if link["type"] == Self.xgmi, let peer = link["node_to"] { all[Int(peer), default: 0] += 1 }
        }
    }

    private static let xgmi: Int64 = 11
}
