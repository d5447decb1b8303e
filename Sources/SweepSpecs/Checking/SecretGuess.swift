/// Tells what looks like a password or an access key.
enum SecretGuess {
    /// Shortest text beneath a telling name.
    private static let lengthMin = 8

    /// Whether the text has the form of a known kind of key, or stands under a name that tells.
    static func isLikely(_ text: String, name: String) -> Bool {
        isKey(text) || text.utf8.count >= lengthMin && isTelling(name) && !text.contains(where: \.isWhitespace)
    }

    /// What keys of well-known services begin with, and how long they are at least.
    private static let prefixes: [(text: String, length: Int)] = [
        ("sk-", 20), ("hf_", 20), ("ghp_", 30), ("gho_", 30), ("ghs_", 30), ("github_pat_", 30), ("glpat-", 20),
        ("AKIA", 20), ("ASIA", 20), ("xoxb-", 20), ("xoxp-", 20), ("AIza", 30), ("npm_", 30), ("pypi-", 30),
    ]

    /// Whether the text has the form of a known kind of key.
    static func isKey(_ text: String) -> Bool {
        if text.hasPrefix("-----BEGIN "), text.contains("PRIVATE KEY") { return true }
        return prefixes.contains { prefix in
            text.utf8.count >= prefix.length && text.hasPrefix(prefix.text) && text.utf8.allSatisfy(isKeyByte)
        }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isTelling(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard let last = words.last else { return false }
        if ["password", "passwd", "secret", "token", "credentials"].contains(last) { return true }
        return last == "key"
            && words.dropLast().last.map { ["api", "access", "secret", "private"].contains($0) } ?? false
    }
}
