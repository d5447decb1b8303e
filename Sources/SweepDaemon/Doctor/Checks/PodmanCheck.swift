internal import SweepEngines
internal import SweepModel

/// Podman and what it needs, as it says itself.
struct PodmanCheck: Check {
    private static let least = (4, 3)

    func findings(on host: DoctorHost) async -> [Finding] {
        let lookedFor = "podman \(Self.least.0).\(Self.least.1) or later"
        guard let answer = await host.ask("podman", ["--version"]) else {
            return [
                Finding(
                    "podman", .warning, lookedFor: lookedFor, found: "not installed: no 'engine: podman'",
                    remedy: "apt-get install podman")
            ]
        }
        let text = answer.output.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? "no version"
        guard let version = Self.version(text), version >= Self.least else {
            return [
                Finding(
                    "podman", .fault, lookedFor: lookedFor, found: answer.succeeded ? text : answer.reason,
                    remedy: "install a newer podman")
            ]
        }
        return [Finding("podman", lookedFor: lookedFor, found: text)] + (await parts(host))
    }

    /// `4.3.1`, `5.0.0-rc1`
    static func version(_ text: String) -> (Int, Int)? {
        let numbers = text.split(separator: ".").prefix(2).map { $0.prefix { $0.isNumber } }.compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    private func parts(_ host: DoctorHost) async -> [Finding] {
        guard let answer = await host.ask("podman", ["info", "--format", "json"]) else { return [] }
        guard answer.succeeded, let info = try? JSONParser.parse(answer.output), let facts = info["host"] else {
            return [
                Finding(
                    "podman-info", .fault, lookedFor: "an answer of 'podman info'", found: answer.reason,
                    remedy: "podman info, and read what it says")
            ]
        }
        let storage = info["store"]?["graphDriverName"]?.stringValue ?? "none"
        return [
            program("conmon", facts["conmon"], install: "conmon"),
            program("runtime", facts["ociRuntime"], install: "crun"),
            network(facts, host), driver(storage, host),
        ]
    }

    private func program(_ name: String, _ facts: JSONValue?, install: String) -> Finding {
        let lookedFor = name == "runtime" ? "crun or runc" : name
        guard let path = facts?["path"]?.stringValue, !path.isEmpty else {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "not installed", remedy: "apt-get install \(install)")
        }
        return Finding(name, lookedFor: lookedFor, found: path)
    }

    /// Without root the network of `network: outbound` is a program's.
    private func network(_ facts: JSONValue, _ host: DoctorHost) -> Finding {
        let name = host.isRoot ? facts["networkBackend"] : facts["slirp4netns"]?["executable"]
        let lookedFor =
            host.isRoot ? "netavark or CNI, for 'network: outbound'" : "slirp4netns, for 'network: outbound'"
        guard let found = name?.stringValue, !found.isEmpty else {
            return Finding(
                "network", .warning, lookedFor: lookedFor, found: "not installed: only 'none' and 'host' work",
                remedy: "apt-get install \(host.isRoot ? "netavark" : "slirp4netns")")
        }
        return Finding("network", lookedFor: lookedFor, found: found)
    }

    private func driver(_ storage: String, _ host: DoctorHost) -> Finding {
        let lookedFor = "storage that shares layers: overlay" + (host.isRoot ? "" : ", of the kernel or fuse-overlayfs")
        guard storage == "vfs" else { return Finding("storage-driver", lookedFor: lookedFor, found: storage) }
        return Finding(
            "storage-driver", .warning, lookedFor: lookedFor, found: "vfs: each container copies its whole image",
            remedy: "apt-get install fuse-overlayfs && podman system reset, which removes all images")
    }
}
