/// What was measured of one thing: several samples and which of them counts, or why there is none.
struct Reading {
    enum Statistic: String {
        case median, best
    }

    let name: String
    var samples: [Double] = []
    var statistic: Statistic = .median
    /// Why there are no samples.
    var skipped: String?

    /// The sample that counts; nil without any.
    var value: Double? {
        let sorted = samples.sorted()
        guard let smallest = sorted.first else { return nil }
        guard statistic == .median else { return smallest }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// Every sample divided by a number, e.g. to get from a whole to each part.
    func divided(by number: Double) -> Reading {
        var part = self
        part.samples = samples.map { $0 / number }
        return part
    }
}
