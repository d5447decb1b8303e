internal import Glibc

/// What a figure counts.
enum Unit: String {
    case seconds
    case bytes
    /// Mean number of cores kept busy.
    case cores
    case wakeUps = "wake-ups"

    /// A value for people.
    func text(_ value: Double) -> String {
        switch self {
        case .seconds where value < 0.001: Self.plain(value * 1e6) + " us"
        case .seconds where value < 1: Self.plain(value * 1e3) + " ms"
        case .seconds: Self.plain(value) + " s"
        case .bytes: Self.plain(value / 1e6) + " MB"
        case .cores, .wakeUps: Self.plain(value)
        }
    }

    /// Three digits that count.
    static func plain(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value.isFinite ? "0" : "\(value)" }
        let decimals = max(0, 2 - Int(log10(value.magnitude).rounded(.down)))
        let power = pow(10, Double(decimals))
        let text = "\((value * power).rounded() / power)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
