package import SweepModel

/// The text of an env file as podman and docker read it: one `NAME=VALUE` a line, taken literally.
package enum EnvironmentFile {
    /// The longest line that every engine reads whole, in bytes.
    private static let lineMax = 60_000

    /// Whether the format carries a variable exactly: no line end in it, and not too long.
    package static func canCarry(_ entry: EnvironmentEntry) -> Bool {
        let value = entry.value.utf8
        return entry.name.utf8.count + 1 + value.count <= lineMax
            && !value.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    /// The file's bytes. In place of a variable that the format cannot carry stands a comment that says so; the
    /// engine hands that one over in another way.
    package static func bytes(_ entries: [EnvironmentEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            if canCarry(entry) {
                bytes.append(contentsOf: entry.name.utf8)
                bytes.append(UInt8(ascii: "="))
                bytes.append(contentsOf: entry.value.utf8)
            } else {
                bytes.append(contentsOf: "# \(entry.name) is not representable in this format".utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
