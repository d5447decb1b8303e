/// By what a device is told from every other, over restarts too: indices change, this does not.
///
/// `GPU-…` and `MIG-…` are names that the vendor's runtime knows, and visibility variables may hold them. `PCI-…` (with
/// the address) is what a card gets that has no such name.
package struct DeviceID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether the vendor's runtime finds the device by this name.
    package var isKnownToRuntime: Bool { text.hasPrefix("GPU-") || text.hasPrefix("MIG-") }

    package static func < (left: DeviceID, right: DeviceID) -> Bool { left.text < right.text }
    package var description: String { text }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
