internal import SweepModel

/// The words of `docker run`.
enum DockerArguments {
    /// Where a container finds `sweep-init`.
    static let initPath = "/run/sweep/init"

    /// - Parameters:
    ///   - user: whose the container's processes are, as its daemon counts users.
    ///   - limits: what the daemon can limit.
    static func attempt(
        _ plan: LaunchPlan, user: String, limits: ContainerLimits, on host: EngineHost
    ) throws(Fault) -> [String] {
        let container = try ContainerArguments.container(of: plan)
        let name = plan.attempt.hostName
        let binds =
            ContainerArguments.binds(plan, container) + [
                BindMount(source: host.initExecutable, target: initPath, isReadOnly: true),
                BindMount(source: plan.layout.witness, target: "/run/sweep/witness"),
            ]
        return ["run", "--name", name] + ContainerArguments.labels(plan.attempt)
            // The daemon may have an init of its own by default.
            + ["--init=false"] + ContainerArguments.quiet + ["--env-file", plan.layout.environment]
            + ContainerArguments.start(plan) + binds.flatMap(words) + isolation(container, user) + devices(container)
            + (try ContainerArguments.limits(container, host, within: limits)) + container.options
            + ["--entrypoint", initPath, container.image.id, "--socket", name]
            // Podman's service takes no such limit from a client.
            + ["--processes", "\(ContainerArguments.processesPerUser(host, within: limits))", "--"] + plan.argv
    }

    static func question(
        _ container: ContainerPlan, _ argv: [String], name: String, user: String, on host: EngineHost
    ) throws(Fault) -> [String] {
        // Without an empty entry point, which docker takes for none given, the program has to be the entry point.
        guard let program = argv.first else { throw Fault(.failed, "cannot ask an image nothing") }
        return ["run", "--detach", "--name", name, "--read-only", "--init=false", "--pull", "never"]
            // The answer is read from its log.
            + ["--log-driver", "json-file", "--no-healthcheck"]
            + ["--workdir", "/"] + isolation(container, user)
            + (try ContainerArguments.limits(container, host, within: []))
            + ["--entrypoint", program, container.image.id] + argv.dropFirst()
    }

    private static func isolation(_ container: ContainerPlan, _ user: String) -> [String] {
        let network =
            switch container.network {
            case .none: "none"
            case .outbound: "bridge"
            case .host: "host"
            }
        return ContainerArguments.isolation(network: network, user: ["--user", user])
    }

    /// The value of `--gpus` is a line of RFC 4180 too: the quotes keep several identifiers one field.
    private static func devices(_ container: ContainerPlan) -> [String] {
        var identifiers: [String] = []
        var words: [String] = []
        var groups: Set<UInt32> = []
        for device in container.devices {
            switch device {
            case .identified(let id): identifiers.append(id.text)
            case .named(let name): words += ["--device", name]
            case .nodes(let paths, let own):
                words += paths.flatMap { ["--device", $0] }
                groups.formUnion(own)
            }
        }
        // The user whom a container runs as is in no group of the host's else.
        words += groups.sorted().flatMap { ["--group-add", "\($0)"] }
        return words + (identifiers.isEmpty ? [] : ["--gpus", "\"device=\(identifiers.joined(separator: ","))\""])
    }

    /// The parts of a mount are fields of a line of RFC 4180, which hold every character but a carriage return.
    private static func words(_ bind: BindMount) -> [String] {
        let parts =
            ["type=bind", "source=\(bind.source)", "target=\(bind.target)"] + (bind.isReadOnly ? ["readonly"] : [])
        return ["--mount", parts.map(field).joined(separator: ",")]
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
