/// The name of a sweep: what a person typed or the file was called, and four characters that make it unique.
package struct SweepID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Lower-case letters, digits and hyphens of a name, at most 32, and a suffix drawn from `number`.
    package static func make(name: String, number: UInt64) -> SweepID {
        let letters = name.lowercased().unicodeScalars.map { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let stem = String(letters).split(separator: "-").joined(separator: "-").prefix(32)
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        let suffix = (0..<4).map { alphabet[Int((number >> (5 * UInt64($0))) & 31)] }
        return SweepID((stem.isEmpty ? "sweep" : String(stem)) + "-" + String(suffix))
    }

    package static func < (left: SweepID, right: SweepID) -> Bool { left.text < right.text }
    package var description: String { text }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A run, `SWEEP/INDEX`; the index counts the sweep's materialised runs from 1.
package struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let sweep: SweepID
    package let index: Int

    package init(sweep: SweepID, index: Int) {
        self.sweep = sweep
        self.index = index
    }

    /// Reads `SWEEP/17`; nil where it is not of that form.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let index = Int(parts[1]), index > 0 else { return nil }
        self.init(sweep: SweepID(String(parts[0])), index: index)
    }

    package static func < (left: RunID, right: RunID) -> Bool {
        (left.sweep, left.index) < (right.sweep, right.index)
    }

    package var description: String { "\(sweep)/\(index)" }
}

/// One execution of a run; the number counts from 1.
package struct AttemptID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let run: RunID
    package let number: Int

    package init(run: RunID, number: Int) {
        self.run = run
        self.number = number
    }

    /// Reads `SWEEP/17.2`; nil where it is not of that form.
    package init?(_ text: String) {
        guard let dot = text.lastIndex(of: "."), let run = RunID(String(text[..<dot])),
            let number = Int(text[text.index(after: dot)...]), number > 0
        else { return nil }
        self.init(run: run, number: number)
    }

    package static func < (left: AttemptID, right: AttemptID) -> Bool {
        (left.run, left.number) < (right.run, right.number)
    }
    package var description: String { "\(run).\(number)" }

    /// What the host calls it, as a container and as a unit: unique among all attempts, so that none is started twice.
    package var hostName: String { "sweep-\(run.sweep)-\(run.index)-\(number)" }

    /// Reads a ``hostName``; nil where it is none.
    package init?(hostName: String) {
        let parts = hostName.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[0] == "sweep" else { return nil }
        let sweep = parts[1...].dropLast(2).joined(separator: "-")
        self.init("\(sweep)/\(parts[parts.count - 2]).\(parts[parts.count - 1])")
    }
}

/// The person a sweep belongs to, as the kernel names her.
package struct Owner: Hashable, Codable, Sendable {
    package let uid: UInt32
    package let name: String
    /// The primary group of the process that submitted; nil where an older sweepd did not record it.
    package let group: UInt32?

    package init(uid: UInt32, name: String, group: UInt32? = nil) {
        self.uid = uid
        self.name = name
        self.group = group
    }

    /// Whether a user of this host is the one who is recorded here: the number of one who is gone may have been given to
    /// another. Where the name could not be had, the number stands for it.
    package func isStill(_ user: Owner) -> Bool { uid == user.uid && [user.name, String(user.uid)].contains(name) }
}

extension AttemptID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let attempt = AttemptID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected 'SWEEP/RUN.ATTEMPT'")
        }
        self = attempt
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
