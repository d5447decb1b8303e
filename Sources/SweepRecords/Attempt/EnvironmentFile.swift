package import SweepModel

/// The text of an env file as podman and docker read it: one `NAME=VALUE` a line, taken literally.
package enum EnvironmentFile {
    /// The longest line that every engine reads whole, in bytes.
    private static let lineMax = 60_000

    /// Whether the format carries a variable exactly: no line end in it, not too long, and a name that is nothing but a
    /// name. Engines take `*`, `PRE*` and a bare name for variables of their own to be handed on.
    package static func canCarry(_ entry: EnvironmentEntry) -> Bool {
        let value = entry.value.utf8
        return isName(entry.name) && entry.name.utf8.count + 1 + value.count <= lineMax
            && !value.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == 0 }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !(0x30...0x39).contains(name.utf8.first ?? 0)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
    }

    /// The file's bytes. In place of a variable that the format cannot carry stands a comment that says so; the
    /// engine hands that one over in another way.
    package static func bytes(_ entries: [EnvironmentEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            if canCarry(entry) {
                bytes.append(contentsOf: "\(entry.name)=\(entry.value)".utf8)
            } else {
                let name = isName(entry.name) ? entry.name : "a variable"
                bytes.append(contentsOf: "# \(name) is not representable in this format".utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The variables that ``bytes(_:)`` leaves out, as `sweep-init` reads them: `NAME=VALUE`, each ended by a zero byte.
    package static func exactBytes(_ entries: [EnvironmentEntry]) -> [UInt8] {
        entries.filter { !canCarry($0) }.flatMap { Array("\($0.name)=\($0.value)".utf8) + [0] }
    }
}
