package import SweepModel
internal import Yams

/// A machine's devices as a file names them, instead of what drivers say: `sweepd --devices FILE`.
///
/// YAML or JSON: `driver`, `runtime`, and `gpus`, a list of cards with the keys of ``cardKeys``; `slices` is a list of
/// the slices of a card with the keys of ``sliceKeys``. Only `uuid` is needed. `nvlink` says how many links lead to each
/// card of the list, and cards with the same number as `switch` hang on one PCI switch.
package enum MachineDescription {
    static let cardKeys = [
        "uuid", "vendor", "name", "memory", "pci", "minor", "architecture", "numa_node", "switch", "compute_mode",
        "integrated", "nvlink", "sliced", "slices",
    ]
    static let sliceKeys = ["uuid", "profile", "memory"]

    /// - Returns: the devices, unless there is an error, and every fault in the order of the file.
    package static func read(_ bytes: [UInt8]) -> (inventory: DeviceInventory?, diagnostics: [Diagnostic]) {
        var log = DescriptionLog()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return (nil, [Diagnostic(.error, line: 0, column: 0, "cannot read the file: it is not UTF-8")])
        }
        do {
            guard let root = try Yams.compose(yaml: text) else {
                return (nil, [Diagnostic(.error, line: 0, column: 0, "cannot read the file: it is empty")])
            }
            let inventory = inventory(root, &log)
            return (log.diagnostics.isEmpty ? inventory : nil, log.diagnostics)
        } catch {
            return (nil, [Diagnostic(.error, line: 0, column: 0, "cannot read the file: \(error)")])
        }
    }

    private static func inventory(_ root: Node, _ log: inout DescriptionLog) -> DeviceInventory {
        let top = DescriptionEntry(root, path: "", known: ["driver", "runtime", "gpus"], &log)
        var cards: [Device] = []
        var devices: [Device] = []
        var places: [DescriptionEntry] = []
        for (index, node) in top.list("gpus", &log).enumerated() {
            let entry = DescriptionEntry(node, path: "gpus[\(index)]", known: cardKeys, &log)
            guard let card = card(entry, cards, &log) else { continue }
            cards.append(card)
            places.append(entry)
        }
        for (index, entry) in places.enumerated() {
            var card = cards[index]
            card.links = links(of: index, cards, places, &log)
            let slices = slices(entry, of: card, &log)
            if !slices.isEmpty { card.slicing = Device.Slicing(isOn: true, isOnAfterReset: true) }
            devices += [card] + slices
        }
        refuseTwins(devices, top, &log)
        return DeviceInventory(
            vendors: Vendor.allCases.map { vendor in
                let own = devices.filter { $0.vendor == vendor }
                return VendorInventory(
                    vendor, own.isEmpty ? .absent : .found, devices: own, driver: top.text("driver", &log),
                    runtime: top.text("runtime", &log), notes: ["a machine description names the devices"])
            })
    }

    private static func card(_ entry: DescriptionEntry, _ before: [Device], _ log: inout DescriptionLog) -> Device? {
        let vendor = entry.choice("vendor", Vendor.allCases.map { ($0.rawValue, $0) }, &log) ?? .nvidia
        guard let id = entry.identifier(&log) else { return nil }
        var card = Device(id, vendor: vendor, index: before.count { $0.vendor == vendor })
        card.name = entry.text("name", &log)
        card.memory = entry.amount("memory", &log)
        card.address = entry.text("pci", &log)
        card.minor = entry.number("minor", in: 0...1_000_000, &log)
        card.architecture = entry.text("architecture", &log)
        card.numaNode = entry.number("numa_node", in: 0...4095, &log)
        card.isIntegrated = entry.flag("integrated", &log) ?? false
        let modes: [Device.ComputeMode] = [.shared, .prohibited, .exclusiveProcess]
        card.computeMode = entry.choice("compute_mode", modes.map { ($0.rawValue, $0) }, &log)
        card.slicing = entry.flag("sliced", &log).map { Device.Slicing(isOn: $0, isOnAfterReset: $0) }
        return card
    }

    private static func slices(_ entry: DescriptionEntry, of card: Device, _ log: inout DescriptionLog) -> [Device] {
        entry.list("slices", &log).enumerated().compactMap { number, node in
            let part = DescriptionEntry(node, path: entry.key("slices[\(number)]"), known: sliceKeys, &log)
            guard let id = part.identifier(&log) else { return nil }
            var slice = Device(id, vendor: card.vendor, index: card.index)
            let profile = part.text("profile", &log) ?? "?"
            slice.slice = Device.Slice(card: card.id, number: number, profile: profile)
            slice.name = card.name.map { "\($0) MIG \(profile)" }
            slice.memory = part.amount("memory", &log)
            (slice.address, slice.minor, slice.numaNode) = (card.address, card.minor, card.numaNode)
            slice.architecture = card.architecture
            return slice
        }
    }

    private static func links(
        of index: Int, _ cards: [Device], _ entries: [DescriptionEntry], _ log: inout DescriptionLog
    ) -> [DeviceLink] {
        let widths = entries[index].numbers("nvlink", &log)
        let bridges = entries.map { $0.number("switch", in: 0...4095, &log) }
        return cards.indices.filter { $0 != index && cards[$0].vendor == cards[index].vendor }.map { peer in
            let id = cards[peer].id
            if peer < widths.count, widths[peer] > 0 { return DeviceLink(to: id, .direct(widths[peer])) }
            if bridges[index] != nil, bridges[index] == bridges[peer] { return DeviceLink(to: id, .oneSwitch) }
            return DeviceLink(to: id, cards[peer].numaNode == cards[index].numaNode ? .node : .system)
        }
    }

    private static func refuseTwins(_ devices: [Device], _ top: DescriptionEntry, _ log: inout DescriptionLog) {
        for (id, twins) in Dictionary(grouping: devices, by: \.id).sorted(by: { $0.key < $1.key }) where twins.count > 1
        {
            log.error(top.node, "the uuid '\(id)' is given to \(twins.count) devices", hint: "give each its own")
        }
    }
}
