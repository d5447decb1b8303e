/// An amount of memory or storage in bytes, 0 or more.
package struct ByteCount: Hashable, Comparable, Codable, Sendable {
    package let bytes: Int64

    package init(bytes: Int64) { self.bytes = bytes }

    /// Reads `10GiB`, `512 MB`, `1.5G` or a bare number of bytes; nil where it is none of these or not representable.
    ///
    /// `K M G T` and `KiB MiB GiB TiB` are powers of 1024, `kB MB GB TB` powers of 1000.
    package init?(_ text: String) {
        let trimmed = text.filter { $0 != " " && $0 != "_" }
        let digits = trimmed.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), let unit = Self.units[trimmed.dropFirst(digits.count).lowercased()],
            let bytes = Int64(exactly: (number * unit).rounded())
        else { return nil }
        self.bytes = bytes
    }

    private static let units: [String: Double] = [
        "": 1, "b": 1, "k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40, "kib": 0x1p10, "mib": 0x1p20,
        "gib": 0x1p30, "tib": 0x1p40, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
    ]

    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// `10.0 GiB`, with the largest unit that leaves at least one before the point.
    package var text: String {
        for (name, size) in [("TiB", 0x1p40), ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10)]
        where Double(bytes) >= size {
            let tenths = (Double(bytes) / size * 10).rounded() / 10
            return "\(tenths) \(name)"
        }
        return "\(bytes) B"
    }

    package init(from decoder: any Decoder) throws { bytes = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}
