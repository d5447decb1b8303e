internal import SweepEngines
internal import SweepModel

/// Docker's client and daemon, which only sweeps with `engine: docker` need.
struct DockerCheck: Check {
    func findings(on host: DoctorHost) async -> [Finding] {
        let lookedFor = "docker's client and a daemon that answers, for 'engine: docker'"
        guard let answer = await host.ask("docker", ["version", "--format", "{{.Server.Version}}"]) else {
            return [Finding("docker", lookedFor: lookedFor, found: "not installed, and not needed for podman")]
        }
        if answer.succeeded {
            return [Finding("docker", lookedFor: lookedFor, found: Self.firstLine(answer.output))]
        }
        let isRefused = answer.reason.lowercased().contains("permission denied")
        return [
            Finding(
                "docker", .warning, lookedFor: lookedFor, found: answer.reason,
                remedy: isRefused
                    ? "usermod -aG docker \(host.userName), which makes her root by another name; or use podman"
                    : "systemctl start docker, or use podman")
        ]
    }

    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? "it answers"
    }
}
