/// A part of a device, in millionths: integers, so that what is released is exactly what was booked.
package struct DeviceShare: Hashable, Comparable, Codable, Sendable {
    /// 1 to 1,000,000.
    package let millionths: Int64

    package static let whole = DeviceShare(millionths: 1_000_000)

    /// Moves what is outside of 1...1,000,000 to the nearer end.
    package init(millionths: Int64) { self.millionths = min(max(1, millionths), 1_000_000) }

    /// Nil where the fraction is not above 0 and at most 1.
    package init?(_ fraction: Double) {
        guard fraction > 0, fraction <= 1 else { return nil }
        self.init(millionths: Int64((fraction * 1e6).rounded()))
    }

    /// The share that some of an amount is, rounded up.
    package init(of part: ByteCount, in all: ByteCount) {
        let ratio = (Double(part.bytes) / Double(max(1, all.bytes)) * 1e6).rounded(.up)
        self.init(millionths: Int64(min(max(ratio, 1), 1e6)))
    }

    package var fraction: Double { Double(millionths) / 1e6 }

    /// This part of an amount, rounded down.
    package func part(of all: ByteCount) -> ByteCount {
        let (whole, rest) = all.bytes.quotientAndRemainder(dividingBy: 1_000_000)
        return ByteCount(bytes: whole * millionths + rest * millionths / 1_000_000)
    }

    package static func < (left: DeviceShare, right: DeviceShare) -> Bool { left.millionths < right.millionths }
}
