/// One item of the specification's `container.options`: a word for the engine's client, `--NAME` or `--NAME=VALUE`.
package struct ContainerOption: Hashable, Sendable {
    /// With its two hyphens.
    package let name: String
    package let value: String?

    /// What a configuration may allow: these leave isolation and evidence as sweepd makes them. Every other option sets
    /// what sweepd sets itself, or gives away the host.
    package static let known = [
        "--add-host", "--blkio-weight", "--cpu-shares", "--cpuset-cpus", "--cpuset-mems", "--dns", "--dns-option",
        "--dns-search", "--hostname", "--memory-reservation", "--memory-swap", "--memory-swappiness",
        "--oom-score-adj", "--read-only", "--sysctl", "--tmpfs", "--tz", "--ulimit", "--umask",
    ]

    /// - Returns: nil where the text is no such word.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].dropFirst(2)
        guard text.hasPrefix("--"), name.first?.isLetter == true,
            name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        self.name = String(parts[0])
        value = parts.count > 1 ? String(parts[1]) : nil
    }

    package var isKnown: Bool { Self.known.contains(name) }
}
