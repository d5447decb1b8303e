internal import Glibc
internal import SweepDevices
internal import SweepEngines
internal import SweepModel

/// What containers without root need: ranges of user and group numbers, and the two programs that hand them out.
struct SubordinateIDsCheck: Check {
    /// Images have numbers up to `nobody`, 65534.
    private static let least: UInt64 = 65_536

    func findings(on host: DoctorHost) async -> [Finding] {
        guard !host.isRoot else { return [] }
        return [ranges(host), await program("newuidmap", host), await program("newgidmap", host)]
    }

    private func ranges(_ host: DoctorHost) -> Finding {
        let lookedFor = "\(Self.least) numbers for \(host.userName) in /etc/subuid and /etc/subgid"
        let short = ["/etc/subuid", "/etc/subgid"].filter { Self.count(in: $0, host) < Self.least }
        guard !short.isEmpty else { return Finding("subordinate-ids", lookedFor: lookedFor, found: "enough in both") }
        let start = Self.free(host)
        let range = "\(start)-\(start + Self.least - 1)"
        return Finding(
            "subordinate-ids", .fault, lookedFor: lookedFor, found: "too few in \(short.joined(separator: " and "))",
            remedy: "usermod --add-subuids \(range) --add-subgids \(range) \(host.userName) && podman system migrate")
    }

    private func program(_ name: String, _ host: DoctorHost) async -> Finding {
        let lookedFor = "\(name), which may change users (setuid root or with capabilities)"
        guard let path = ["/usr/bin/\(name)", "/bin/\(name)"].first(where: host.files.exists) else {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "not installed", remedy: "apt-get install uidmap")
        }
        let isSetuid = host.files.mode(path).map { $0 & S_ISUID != 0 } == true && host.files.owner(path) == 0
        if isSetuid { return Finding(name, lookedFor: lookedFor, found: "\(path), setuid") }
        guard let answer = await host.ask("getcap", [path]), answer.succeeded else {
            return Finding(
                name, .warning, lookedFor: lookedFor,
                found: "\(path) is not setuid; without getcap nobody can tell whether it has capabilities",
                remedy: "apt-get install libcap2-bin, then examine again")
        }
        guard answer.output.contains("cap_set") else {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "\(path) is neither", remedy: "chmod u+s \(path)")
        }
        return Finding(name, lookedFor: lookedFor, found: "\(path), with capabilities")
    }

    private static func entries(_ file: String, _ host: DoctorHost) -> [(owner: String, start: UInt64, count: UInt64)] {
        (host.files.text(file) ?? "").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":")
            guard fields.count == 3, let start = UInt64(fields[1]), let count = UInt64(fields[2]) else { return nil }
            return (String(fields[0]), min(start, UInt64(UInt32.max)), min(count, UInt64(UInt32.max)))
        }
    }

    private static func count(in file: String, _ host: DoctorHost) -> UInt64 {
        let own = entries(file, host).filter { $0.owner == host.userName || $0.owner == String(host.uid) }
        return own.reduce(0) { $0 + $1.count }
    }

    /// The first number after all that are given out already.
    private static func free(_ host: DoctorHost) -> UInt64 {
        let all = entries("/etc/subuid", host) + entries("/etc/subgid", host)
        return all.map { $0.start + $0.count }.max().map { max(100_000, $0) } ?? 100_000
    }
}
