internal import SweepModel

/// The words of `podman run`.
enum PodmanArguments {
    static func attempt(_ plan: LaunchPlan, on host: EngineHost) throws(Fault) -> [String] {
        let container = try ContainerArguments.container(of: plan)
        var mounts: [String] = []
        for bind in ContainerArguments.binds(plan, container) { mounts += try words(bind) }
        return ["run", "--name", plan.attempt.hostName] + ContainerArguments.labels(plan.attempt)
            + ["--init", "--init-path", host.initExecutable, "--preserve-fds", "1"]
            // Nothing that depends on the program's name either.
            + ContainerArguments.quiet + ["--systemd", "false"]
            + ["--env-file", plan.layout.environment, "--http-proxy=false"] + ContainerArguments.start(plan)
            + mounts + isolation(container, host) + devices(container, host)
            + (try ContainerArguments.limits(container, host, within: host.limits)) + container.options
            // An empty entry point takes the image's own away.
            + ["--entrypoint", "", container.image.id] + plan.argv
    }

    static func question(
        _ container: ContainerPlan, _ argv: [String], name: String, on host: EngineHost
    ) throws(Fault) -> [String] {
        ["run", "--rm", "--name", name, "--read-only"] + ContainerArguments.quiet
            + ["--http-proxy=false", "--workdir", "/"] + isolation(container, host)
            + (try ContainerArguments.limits(container, host, within: host.limits))
            + ["--entrypoint", "", container.image.id] + argv
    }

    private static func isolation(_ container: ContainerPlan, _ host: EngineHost) -> [String] {
        let network =
            switch container.network {
            case .none: "none"
            case .outbound: "slirp4netns"
            case .host: "host"
            }
        let user = ["--user", "\(host.uid):\(host.gid)"] + (host.uid == 0 ? [] : ["--userns", "keep-id"])
        return ContainerArguments.isolation(network: network, user: user)
    }

    /// Device nodes belong to a group that the user must be in, and stays in.
    private static func devices(_ container: ContainerPlan, _ host: EngineHost) -> [String] {
        var hasNodes = false
        let names = container.devices.flatMap { device in
            switch device {
            case .named(let name): return [name]
            case .identified(let id): return ["nvidia.com/gpu=\(id)"]
            case .nodes(let paths, _):
                hasNodes = true
                return paths
            }
        }
        var words: [String] = []
        for (place, name) in names.enumerated() where !names[..<place].contains(name) { words += ["--device", name] }
        return words + (hasNodes && host.uid != 0 ? ["--group-add", "keep-groups"] : [])
    }

    /// Two notations, each with a character that it cannot hold.
    private static func words(_ bind: BindMount) throws(Fault) -> [String] {
        let (source, target) = (bind.source, bind.target)
        let paths = source + target
        if !paths.contains(":") { return ["--volume", "\(source):\(target)" + (bind.isReadOnly ? ":ro" : "")] }
        guard !paths.contains(","), !paths.contains("\"") else {
            throw Fault(
                .failed, "cannot mount '\(source)': podman takes no path with a colon and a comma or a quote",
                hint: "rename the folder")
        }
        return ["--mount", "type=bind,source=\(source),target=\(target)" + (bind.isReadOnly ? ",readonly=true" : "")]
    }
}
