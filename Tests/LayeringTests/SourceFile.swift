/// A Swift file, and its code with comments and string literals blanked out.
struct SourceFile: Sendable {
    /// Relative to `Sources`.
    let path: String
    let lines: [String]
    /// As many lines as ``lines``.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var blanker = Blanker(text: text)
        code = blanker.run().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var target: String { String(path.prefix { $0 != "/" }) }

    struct Import: Hashable, Sendable {
        let access: String
        let module: String
    }

    var imports: [Import] {
        code.compactMap { line in
            guard line.contains("import "), let match = line.firstMatch(of: Self.importPattern) else { return nil }
            return Import(access: match.access.map(String.init) ?? "", module: String(match.module))
        }
    }

    private nonisolated(unsafe) static let importPattern =
        /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?<access>public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(?<module>\w+)/

    /// `PATH:LINE: …` for each line of code in which the pattern is found.
    func places(_ pattern: Regex<Substring>) -> [String] {
        zip(code, lines).enumerated().filter { $0.element.0.contains(pattern) }
            .map { "\(path):\($0.offset + 1): \($0.element.1)" }
    }
}

/// Replaces what is not code by spaces, keeping the lines. Interpolated code counts as text: good enough to look for
/// forbidden words.
private struct Blanker {
    private static let newline = UInt8(ascii: "\n")
    private let bytes: [UInt8]
    private var place = 0
    private var output: [UInt8] = []

    init(text: String) { bytes = Array(text.utf8) }

    mutating func run() -> String {
        while place < bytes.count {
            if starts("//") {
                while place < bytes.count, bytes[place] != Self.newline { blank(count: 1) }
            } else if starts("/*") {
                blank(until: "*/", escape: nil)
            } else if let literal = literalStart() {
                blank(count: literal.closing.utf8.count)
                blank(until: literal.closing, escape: literal.escape)
            } else {
                output.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func starts(_ text: String) -> Bool {
        bytes[place...].starts(with: text.utf8)
    }

    /// What ends the string literal that begins here, and what hides the character behind it; nil where none begins.
    private func literalStart() -> (closing: String, escape: String)? {
        guard bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "#") else { return nil }
        let hashes = bytes[place...].prefix { $0 == UInt8(ascii: "#") }.count
        let opening = bytes[(place + hashes)...].prefix { $0 == UInt8(ascii: "\"") }.count
        guard opening > 0 else { return nil }
        let marks = String(repeating: "#", count: hashes)
        return (String(repeating: "\"", count: opening < 3 ? 1 : 3) + marks, "\\" + marks)
    }

    private mutating func blank(until closing: String, escape: String?) {
        while place < bytes.count, !starts(closing) {
            let isEscape = escape.map(starts) ?? false
            blank(count: isEscape ? (escape?.utf8.count ?? 0) + 1 : 1)
        }
        blank(count: closing.utf8.count)
    }

    private mutating func blank(count: Int) {
        for _ in 0..<count where place < bytes.count {
            output.append(bytes[place] == Self.newline ? Self.newline : UInt8(ascii: " "))
            place += 1
        }
    }
}
