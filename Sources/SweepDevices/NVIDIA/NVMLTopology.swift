internal import CSweepShims
internal import SweepModel

/// How cards reach each other.
struct NVMLTopology {
    struct Card {
        let id: DeviceID
        let handle: OpaquePointer
        let address: String?
    }

    let call: sweep_nvml
    let cards: [Card]
    /// Of each card, in their order.
    private let widths: [[String: Int]]

    init(_ call: sweep_nvml, _ cards: [Card]) {
        self.call = call
        self.cards = cards
        widths = cards.map { Self.widths(call, $0.handle) }
    }

    /// The links of one card to all others.
    func links(of index: Int) -> [DeviceLink] {
        cards.indices.filter { $0 != index }.compactMap { peer in
            kind(index, peer).map { DeviceLink(to: cards[peer].id, $0) }
        }
    }

    private func kind(_ first: Int, _ second: Int) -> DeviceLink.Kind? {
        if let width = directWidth(first, second) { return .direct(width) }
        var level: Int32 = 0
        guard let get = call.nvmlDeviceGetTopologyCommonAncestor,
            get(cards[first].handle, cards[second].handle, &level) == 0
        else { return nil }
        switch level {
        case ...10: return .oneSwitch
        case ...20: return .switches
        case ...30: return .hostBridge
        case ...40: return .node
        default: return .system
        }
    }

    /// How many links join two cards; nil where none does. Behind an NVSwitch links lead to the switch, so all count.
    private func directWidth(_ first: Int, _ second: Int) -> Int? {
        if let address = cards[second].address, let width = widths[first][address] { return width }
        var status: Int32 = -1
        guard let get = call.nvmlDeviceGetP2PStatus,
            get(cards[first].handle, cards[second].handle, Self.overLinks, &status) == 0, status == 0
        else { return nil }
        let known = Set(cards.compactMap(\.address))
        return max(1, widths[first].filter { !known.contains($0.key) }.values.reduce(0, +))
    }

    /// NVML_P2P_CAPS_INDEX_NVLINK
    private static let overLinks: Int32 = 2
    /// NVML_NVLINK_MAX_LINKS
    private static let linksMax: UInt32 = 18

    /// How many active links lead to each address.
    private static func widths(_ call: sweep_nvml, _ handle: OpaquePointer) -> [String: Int] {
        var widths: [String: Int] = [:]
        guard let isActive = call.nvmlDeviceGetNvLinkState else { return [:] }
        for link in 0..<linksMax {
            var active: Int32 = 0
            // The first link that is not there is followed by no other.
            guard isActive(handle, link, &active) == 0 else { break }
            var pci = sweep_nvml_pci()
            let hasPeer = active == 1 && call.nvmlDeviceGetNvLinkRemotePciInfo_v2?(handle, link, &pci) == 0
            if hasPeer, let address = NVMLEntity.address(pci) { widths[address, default: 0] += 1 }
        }
        return widths
    }
}
