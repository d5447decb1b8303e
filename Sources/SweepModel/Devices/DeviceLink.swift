/// The way from one card to another.
package struct DeviceLink: Hashable, Sendable, Codable {
    package enum Kind: Hashable, Sendable, Codable {
        /// NVLink or xGMI; how many links, at least 1.
        case direct(Int)
        /// Over the PCI bus: across one switch, several, the host bridge, within a NUMA node, or between nodes.
        case oneSwitch, switches, hostBridge, node, system
    }

    package var peer: DeviceID
    package var kind: Kind

    package init(to peer: DeviceID, _ kind: Kind) {
        self.peer = peer
        self.kind = kind
    }
}

extension DeviceLink.Kind {
    /// How far apart the two are: 0 for a direct link, 5 for different nodes.
    package var distance: Int {
        switch self {
        case .direct: 0
        case .oneSwitch: 1
        case .switches: 2
        case .hostBridge: 3
        case .node: 4
        case .system: 5
        }
    }

    /// Direct links between the two.
    package var width: Int { if case .direct(let count) = self { count } else { 0 } }
}
