package import SweepModel

/// Times for people.
package enum TimeText {
    /// `12s ago`, `4m ago`, `3h ago`, `2d ago`; the date beyond 30 days.
    package static func relative(_ instant: Instant, now: Instant) -> String {
        let seconds = (now - instant).nanoseconds / 1_000_000_000
        return switch seconds {
        case ..<1: "now"
        case ..<60: "\(seconds)s ago"
        case ..<3600: "\(seconds / 60)m ago"
        case ..<86_400: "\(seconds / 3600)h ago"
        case ..<2_592_000: "\(seconds / 86_400)d ago"
        default: String(instant.description.prefix(10))
        }
    }

    /// The text of a number of seconds.
    package static func duration(seconds: Double) -> String {
        Span(nanoseconds: Int64(exactly: (seconds * 1e9).rounded()) ?? 0).text
    }
}
