package import SweepModel

/// Which GPUs the daemon's configuration lets runs have: `gpus`, by their UUIDs.
package struct DeviceRules: Hashable, Sendable {
    /// Only these; nil is all but those that are parts of processors.
    package var include: Set<DeviceID>?
    package var exclude: Set<DeviceID>
    /// These first, in this order.
    package var prefer: [DeviceID]

    /// What an empty file means.
    package init() {
        exclude = []
        prefer = []
    }

    private static let itemsMax = 1024

    init(_ section: Section) {
        self.init()
        include = Self.list("include", section).map { Set($0) }
        exclude = Set(Self.list("exclude", section) ?? [])
        prefer = Self.list("prefer", section) ?? []
    }

    private static func list(_ name: String, _ section: Section) -> [DeviceID]? {
        section.strings(name, max: itemsMax)?.compactMap { item in
            if ["GPU-", "MIG-", "PCI-"].contains(where: item.text.hasPrefix) { return DeviceID(item.text) }
            section.log.expected(
                "gpus.\(name) item", "a UUID", got: Element(.string(item.text), at: item.place),
                hint: "'sweepctl gpus --json' shows them")
            return nil
        }
    }
}
