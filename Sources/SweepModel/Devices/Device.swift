/// A GPU, or a slice of one, as its driver describes it.
///
/// Whatever a driver may keep to itself is optional; only what makes it a device of its own is not.
package struct Device: Hashable, Sendable, Codable {
    package var id: DeviceID
    package var vendor: Vendor
    /// Position among the vendor's cards in the order of PCI addresses, from 0; a slice has its card's.
    package var index: Int
    package var name: String?
    /// PCI address as sysfs writes it: `0000:06:00.0`.
    package var address: String?
    /// The number of the device node: `/dev/nvidiaN`, or `/dev/dri/renderDN`.
    package var minor: Int?
    package var memory: ByteCount?
    /// CUDA's compute capability (`8.0`), or AMD's target (`gfx90a`).
    package var architecture: String?
    package var computeMode: ComputeMode?
    /// Whether it is a part of the processor and shares the host's memory.
    package var isIntegrated: Bool
    package var numaNode: Int?
    /// Whether the card is cut into slices; nil where it cannot be.
    package var slicing: Slicing?
    /// What it is a slice of; nil for a card.
    package var slice: Slice?
    package var links: [DeviceLink]
    /// How it was when it was discovered.
    package var reading: DeviceReading

    package init(_ id: DeviceID, vendor: Vendor, index: Int) {
        self.id = id
        self.vendor = vendor
        self.index = index
        isIntegrated = false
        links = []
        reading = DeviceReading()
    }

    /// How messages call it: `GPU 1`, `AMD GPU 0`, `GPU 0 slice 3 (1g.10gb)`.
    package var label: String {
        let card = vendor == .nvidia ? "GPU \(index)" : "\(vendor.name) GPU \(index)"
        return slice.map { "\(card) slice \($0.number) (\($0.profile))" } ?? card
    }

    /// Its name, or its vendor's.
    package var kind: String { name ?? "\(vendor.name) GPU" }
}

extension Device {
    /// Who may open the card at once, as its administrator set it.
    package enum ComputeMode: String, Hashable, Sendable, Codable {
        case shared, prohibited
        case exclusiveProcess = "exclusive-process"
    }

    /// Whether a card is cut into slices now, and after its next reset.
    package struct Slicing: Hashable, Sendable, Codable {
        package var isOn: Bool
        package var isOnAfterReset: Bool

        package init(isOn: Bool, isOnAfterReset: Bool) {
            self.isOn = isOn
            self.isOnAfterReset = isOnAfterReset
        }
    }

    /// What a slice (MIG) is a part of.
    package struct Slice: Hashable, Sendable, Codable {
        package var card: DeviceID
        /// Position on its card, from 0; others may be missing between.
        package var number: Int
        /// `1g.10gb`.
        package var profile: String

        package init(card: DeviceID, number: Int, profile: String) {
            self.card = card
            self.number = number
            self.profile = profile
        }
    }
}
