internal import Glibc
package import SweepModel

/// The machine, as the manifest tells it; gathered once, since nothing of it changes while the daemon runs.
package struct HostFacts: Sendable {
    /// The members `host`, `cpu` and `memory` of a manifest.
    package let json: JSONObject
    /// The same as JSON text, without the outer braces.
    let text: String

    /// Reads /proc and /etc; what cannot be read is null.
    package static func gather() -> HostFacts {
        HostFacts(json: ["host": host(), "cpu": cpu(), "memory": memory()])
    }

    private init(json: JSONObject) {
        self.json = json
        text = String(json.text().dropFirst().dropLast())
    }

    private static func host() -> JSONValue {
        let fields = fields("/etc/os-release", separator: "=")
        func release(_ name: String) -> JSONValue {
            .optional(fields[name].map { String($0.drop { $0 == "\"" }.prefix { $0 != "\"" }) })
        }
        return [
            "hostname": .optional(firstLine("/proc/sys/kernel/hostname")),
            "os": [
                "id": release("ID"), "version_id": release("VERSION_ID"), "pretty_name": release("PRETTY_NAME"),
            ],
            "kernel": .optional(firstLine("/proc/sys/kernel/osrelease")),
            "kernel_version": .optional(firstLine("/proc/sys/kernel/version")),
            "architecture": .optional(architecture), "boot_id": .optional(firstLine("/proc/sys/kernel/random/boot_id")),
            "libc": .optional(libraryVersion),
        ]
    }

    private static var libraryVersion: String? {
        var text = [CChar](repeating: 0, count: 64)
        guard confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count) > 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static var architecture: String? {
        var name = utsname()
        guard uname(&name) == 0 else { return nil }
        return withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private static func cpu() -> JSONValue {
        let lines = lines("/proc/cpuinfo")
        func values(_ name: String) -> [Substring] {
            lines.compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, parts[0].prefix(while: { $0 != "\t" }) == name else { return nil }
                return parts[1].drop { $0 == " " }
            }
        }
        let (sockets, cores) = (values("physical id"), values("core id"))
        return [
            "model": .optional((values("model name").first ?? values("Processor").first).map(String.init)),
            "sockets": .optional(sockets.isEmpty ? nil : Int64(Set(sockets).count)),
            "cores": .optional(cores.isEmpty ? nil : Int64(Set(zip(sockets, cores).map { "\($0)/\($1)" }).count)),
            "threads": .int(Int64(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            "microcode": .optional(values("microcode").first.map(String.init)),
            "flags_sha256": .optional(values("flags").first.map { Digest.sha256(String($0)) }),
        ]
    }

    private static func memory() -> JSONValue {
        let fields = fields("/proc/meminfo", separator: ":")
        func bytes(_ name: String) -> JSONValue {
            let number = fields[name]?.split(separator: " ").first.flatMap { Int64($0) }
            return .optional(number.map { $0 * 1024 })
        }
        return ["total_bytes": bytes("MemTotal"), "swap_bytes": bytes("SwapTotal")]
    }

    private static func fields(_ path: String, separator: Character) -> [String: Substring] {
        let pairs = lines(path).compactMap { line -> (String, Substring)? in
            let parts = line.split(separator: separator, maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), parts[1]) : nil
        }
        return Dictionary(pairs) { $1 }
    }

    private static func firstLine(_ path: String) -> String? { lines(path).first.map(String.init) }

    /// Of a file of the kernel, whose size is not known before it is read.
    private static func lines(_ path: String) -> [Substring] {
        // /etc/os-release is a link, which a Descriptor does not follow.
        guard let file = try? Descriptor(realPath(path) ?? path, O_RDONLY),
            let bytes = try? file.read(at: 0, count: 4 << 20)
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
