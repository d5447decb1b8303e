/// Who made a GPU; each vendor has its own libraries, and fails apart from the other.
package enum Vendor: String, Hashable, Comparable, Sendable, Codable, CaseIterable {
    case nvidia, amd

    /// As people write it.
    package var name: String {
        switch self {
        case .nvidia: "NVIDIA"
        case .amd: "AMD"
        }
    }

    /// In the order of the cases.
    package static func < (left: Vendor, right: Vendor) -> Bool { left == .nvidia && right == .amd }
}
