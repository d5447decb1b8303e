internal import Glibc
package import SweepModel

/// Engine `podman` (4.3 and later): the attempt is a container, rootless where we are not root.
package struct PodmanEngine: ContainerEngine {
    private static let readyDeadline = Span.seconds(60)

    package let name = "podman"
    let installation = "install podman 4.3 or later"

    package init() {}

    func words(for plan: LaunchPlan, on host: EngineHost) throws(Fault) -> [String] {
        try PodmanArguments.attempt(plan, on: host)
    }

    func words(
        asking container: ContainerPlan, _ argv: [String], name: String, on host: EngineHost
    ) throws(Fault) -> [String] {
        try PodmanArguments.question(container, argv, name: name, on: host)
    }

    func removal(of names: [String]) -> [String] { ["rm", "--force", "--ignore", "--volumes", "--time", "0"] + names }

    func environment(on host: EngineHost) -> [EnvironmentEntry] { host.environment }

    /// Without root, podman keeps one process for all containers of a user, which the first client starts; it must not
    /// become part of an attempt.
    package func makeReady(on host: EngineHost) async throws(Fault) {
        guard host.uid != 0, !hasPauseProcess(host) else { return }
        _ = try await EngineCommand.run(
            try client(on: host), ["unshare", "true"], environment: host.environment, deadline: Self.readyDeadline)
    }

    /// A container that was made and not yet started has no process that carries the attempt's name, but this one, whose
    /// child it is.
    package func isMonitor(_ command: [String], of attempt: AttemptID) -> Bool {
        command.first?.hasSuffix("conmon") == true && command.contains(attempt.hostName)
    }

    /// All versions look for it in this place first, whatever their configuration says (podman's rootless_linux.c). The
    /// latest keep no process where the kernel can name namespaces by handles, which lie in a file beside it.
    private func hasPauseProcess(_ host: EngineHost) -> Bool {
        let runtime = host.environment.first { $0.name == "XDG_RUNTIME_DIR" }?.value ?? "/run/user/\(host.uid)"
        let folder = runtime + "/libpod/tmp"
        if access(folder + "/ns_handles", F_OK) == 0 { return true }
        guard let file = fopen(folder + "/pause.pid", "re") else { return false }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 32)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return false }
        let pid = atoi(buffer)
        return pid > 0 && Self.isPauseProcess(pid)
    }

    /// Its number may be another's by now.
    private static func isPauseProcess(_ pid: pid_t) -> Bool {
        guard let file = fopen("/proc/\(pid)/comm", "re") else { return false }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 32)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return false }
        let name = String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return ["catatonit", "podman pause", "podman"].contains(name)
    }
}
