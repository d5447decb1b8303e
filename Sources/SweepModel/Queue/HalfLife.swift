internal import Glibc

/// How fast what was used is forgotten: after each half-life half as much of it counts.
///
/// Exponential decay: what counts 1 at first counts 2^(-t/h) after the time t, h being the half-life.
package struct HalfLife: Hashable, Sendable {
    /// Above zero.
    package let span: Span

    package init(_ span: Span) { self.span = max(span, .seconds(1)) }

    /// A week: who had much last week lets others go first this week, and what was a month ago counts a sixteenth.
    package static let usual = HalfLife(.seconds(7 * 86_400))

    /// What counted 1 so many seconds ago counts this now; what counts 1 in so many seconds, where they are negative.
    package func remainder(afterSeconds seconds: Double) -> Double { exp2(-seconds / span.seconds) }

    /// What one unit a second comes to in the long run: the integral of 2^(-t/h) over all t from 0 on, h / ln 2. Between
    /// two times it is this, times the difference of what counts at them.
    package var secondsPerUnit: Double { span.seconds / M_LN2 }
}
