internal import SweepModel

/// Reads an env file by the rules of podman 4.3 and docker, which were measured and share no line with the encoder: what
/// is handed to an engine is read back by this first.
///
/// Lines end with a line feed, before which a carriage return is dropped; white space before a line is skipped, `#`
/// begins a comment; everything after the first `=` is the value. A line without `=` would hand on variables of the
/// engine's client.
enum EnvironmentFileReader {
    /// The longest line that podman reads, with its end, in bytes (bufio.MaxScanTokenSize).
    private static let lineMax = 65_536

    /// - Returns: the variables; nil where an engine would read more, or less, than variables with their values.
    static func entries(_ bytes: [UInt8]) -> [EnvironmentEntry]? {
        var entries: [EnvironmentEntry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            guard end - rest.startIndex < lineMax else { return nil }
            guard let line = line(rest[rest.startIndex..<end]) else { return nil }
            if let entry = line { entries.append(entry) }
            rest = end == rest.endIndex ? [] : rest[(end + 1)...]
        }
        return entries
    }

    /// What one line holds: a variable, or nothing; nil where neither.
    private static func line(_ raw: ArraySlice<UInt8>) -> EnvironmentEntry?? {
        var text = raw.last == 13 ? raw.dropLast() : raw
        text = text.drop { $0 == 9 || $0 == 11 || $0 == 12 || $0 == 13 || $0 == 32 }
        if text.isEmpty || text.first == UInt8(ascii: "#") { return .some(nil) }
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex,
            let name = String(validating: text[..<equals], as: UTF8.self),
            let value = String(validating: text[(equals + 1)...], as: UTF8.self)
        else { return nil }
        return EnvironmentEntry(name, value)
    }
}
