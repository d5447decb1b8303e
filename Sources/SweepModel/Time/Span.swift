/// A length of time in nanoseconds.
package struct Span: Hashable, Comparable, Sendable, Codable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func seconds(_ seconds: Int64) -> Span { Span(nanoseconds: seconds * 1_000_000_000) }
    package static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000) }
    package static let zero = Span(nanoseconds: 0)

    package var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Reads `30s`, `1h30m`, `2d`, `1.5h`, `250ms`, or a bare number of seconds; nil where it is none of these.
    package init?(_ text: String) {
        if let seconds = Double(text) {
            self.init(fractional: seconds * 1e9)
            return
        }
        var rest = Substring(text.filter { $0 != " " })
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let scale = Self.units[String(unit)] else { return nil }
            total += number * scale
        }
        self.init(fractional: total)
    }

    private init?(fractional nanoseconds: Double) {
        guard nanoseconds >= 0, let whole = Int64(exactly: nanoseconds.rounded()) else { return nil }
        self.init(nanoseconds: whole)
    }

    private static let units: [String: Double] = [
        "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3600e9, "d": 86_400e9, "w": 604_800e9,
    ]

    package static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }

    /// `1.5s`, `4m 12s`, `3h 5m`, `2d 4h`: two units at most.
    package var text: String {
        let seconds = nanoseconds / 1_000_000_000
        switch seconds {
        case ..<1: return "\(nanoseconds / 1_000_000)ms"
        case ..<60: return "\(Double(nanoseconds / 100_000_000) / 10)s"
        case ..<3600: return "\(seconds / 60)m \(seconds % 60)s"
        case ..<86_400: return "\(seconds / 3600)h \(seconds / 60 % 60)m"
        default: return "\(seconds / 86_400)d \(seconds / 3600 % 24)h"
        }
    }

    package init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}
