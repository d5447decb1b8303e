/// What `resources.gpu_memory` could be, by what earlier runs used of their devices.
package struct ShareSuggestion: Hashable, Sendable {
    /// The most that one of them held of one device.
    package let peak: ByteCount
    /// All of that device's memory.
    package let memory: ByteCount
    /// What to book: the peak and a tenth, in whole GiB.
    package let share: ByteCount

    /// How many runs would fit on one device.
    package var count: Int { Int(memory.bytes / share.bytes) }

    /// How many runs have to tell before they are believed.
    package static let runsMin = 2

    /// - Parameters:
    ///   - usages: of runs that finished, what each used of one of its devices, and all of that device's memory.
    ///   - booked: what each run has of a device now; nil where it has all of it.
    /// - Returns: nil where no more runs would fit than do now, or too little is known.
    package init?(_ usages: [(used: DeviceUsage, of: ByteCount)], booked: ByteCount?) {
        let told = usages.compactMap { usage in usage.used.memoryPeak.map { (peak: $0, memory: usage.of) } }
            .filter { $0.peak.bytes > 0 }
        guard told.count >= Self.runsMin, let most = told.max(by: { $0.peak < $1.peak }),
            let least = told.map(\.memory).min()
        else { return nil }
        let gibibytes = (most.peak.bytes + most.peak.bytes / 10 + Self.unit - 1) / Self.unit
        (peak, memory, share) = (most.peak, least, ByteCount(bytes: gibibytes * Self.unit))
        guard share.bytes > 0, count > Int(booked.map { least.bytes / max(1, $0.bytes) } ?? 1) else { return nil }
    }

    private static let unit: Int64 = 1 << 30

    /// `peak 9.8 of 80 GiB: 7 would fit on a card; --set resources.gpu_memory=11GiB`
    package var words: String {
        let amounts = "peak \(Self.number(peak)) of \(Self.number(memory)) GiB"
        return "\(amounts): \(count) would fit on a card; --set resources.gpu_memory=\(share.bytes / Self.unit)GiB"
    }

    /// Gibibytes with one digit after the point, or none where that is 0.
    private static func number(_ amount: ByteCount) -> String {
        let tenths = (Double(amount.bytes) / Double(unit) * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }
}
