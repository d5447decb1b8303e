/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Instant: Hashable, Comparable, Sendable, Codable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// What lies beyond the first or the last instant is that one.
    package static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflows) = instant.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Instant(nanoseconds: overflows ? (span.nanoseconds < 0 ? .min : .max) : sum)
    }

    package static func - (instant: Instant, span: Span) -> Instant {
        let (difference, overflows) = instant.nanoseconds.subtractingReportingOverflow(span.nanoseconds)
        return Instant(nanoseconds: overflows ? (span.nanoseconds < 0 ? .max : .min) : difference)
    }

    /// The longest span where they are farther apart.
    package static func - (left: Instant, right: Instant) -> Span {
        let (difference, overflows) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return Span(nanoseconds: overflows ? (left < right ? .min : .max) : difference)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

/// RFC 3339 in UTC with milliseconds.
///
/// Calendar arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
extension Instant: CustomStringConvertible {
    package var description: String {
        let milliseconds = Self.floorDivide(nanoseconds, 1_000_000)
        let seconds = Self.floorDivide(milliseconds, 1_000)
        let days = Self.floorDivide(seconds, 86_400)
        let second = seconds - days * 86_400
        let (year, month, day) = Self.civil(days: days)
        let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
        let time = "\(Self.pad(second / 3600, 2)):\(Self.pad(second / 60 % 60, 2)):\(Self.pad(second % 60, 2))"
        return "\(date)T\(time).\(Self.pad(milliseconds - seconds * 1_000, 3))Z"
    }

    /// Reads what ``description`` writes, with any number of digits after the point.
    package init?(_ text: String) {
        let parts = text.split { "-T:.Z".contains($0) }
        guard text.hasSuffix("Z"), parts.count == 6 || parts.count == 7 else { return nil }
        let numbers = parts.prefix(6).compactMap { Int64($0) }
        guard numbers.count == 6, zip(numbers, Self.fieldRanges).allSatisfy({ $1.contains($0) }) else { return nil }
        let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
        let fraction = parts.count == 7 ? (Double("0." + parts[6]) ?? 0) * 1e9 : 0
        let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        self.init(nanoseconds: seconds * 1_000_000_000 + Int64(fraction.rounded()))
    }

    /// Year to second; the years are those that Int64 nanoseconds reach in full.
    private static let fieldRanges: [ClosedRange<Int64>] = [1678...2261, 1...12, 1...31, 0...23, 0...59, 0...60]

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let position = (5 * dayOfYear + 2) / 153
        let month = position < 10 ? position + 3 : position - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * position + 2) / 5 + 1)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
