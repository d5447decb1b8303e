internal import Glibc
internal import SweepModel

/// Points in time as people write them, by the clock on their wall.
enum LocalTime {
    /// Reads `08:00` (the next time that it is so late), `2026-12-01 08:00`, `2026-12-01T08:00:00`, or with a `Z` at the
    /// end the time in UTC.
    ///
    /// - Throws: `usage` where it is none of these, or over.
    static func next(_ text: String, after now: Instant) throws(Fault) -> Instant {
        guard let found = Instant(text) ?? local(text, now) else {
            throw Fault(
                .usage, "cannot read the time '\(text)'",
                hint: "write it as 08:00, '2026-12-01 08:00' or 2026-12-01T08:00:00Z")
        }
        guard found > now else { throw Fault(.usage, "cannot wait until '\(text)': that is over") }
        return found
    }

    private static func local(_ text: String, _ now: Instant) -> Instant? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let time = parts.last.flatMap({ numbers($0, ":") }), (2...3).contains(time.count) else { return nil }
        if parts.count == 2, let date = numbers(parts[0], "-"), date.count == 3 { return instant(date, time) }
        guard parts.count == 1 else { return nil }
        var seconds = time_t(now.nanoseconds / 1_000_000_000)
        var today = tm()
        localtime_r(&seconds, &today)
        let days = (0...1).map { [Int(today.tm_year) + 1900, Int(today.tm_mon) + 1, Int(today.tm_mday) + $0] }
        return days.lazy.compactMap { instant($0, time, isLoose: true) }.first { $0 > now }
    }

    private static func numbers(_ text: Substring, _ separator: Character) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
        return numbers.count == parts.count ? numbers : nil
    }

    private static func instant(_ date: [Int], _ time: [Int], isLoose: Bool = false) -> Instant? {
        let isSensible = (1970...2261).contains(date[0]) && (1...12).contains(date[1]) && (1...32).contains(date[2])
        guard isSensible, time[0] < 24, time.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (Int32(date[0] - 1900), Int32(date[1] - 1), Int32(date[2]))
        (fields.tm_hour, fields.tm_min) = (Int32(time[0]), Int32(time[1]))
        fields.tm_sec = Int32(time.count > 2 ? time[2] : 0)
        fields.tm_isdst = -1
        let seconds = mktime(&fields)
        // Tomorrow may be in the next month; a date that somebody wrote may not.
        guard isLoose || fields.tm_mday == date[2] else { return nil }
        return seconds < 0 ? nil : Instant(nanoseconds: Int64(seconds) * 1_000_000_000)
    }
}
