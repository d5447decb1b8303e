internal import Glibc
package import SweepModel

/// Engine `podman` (4.3 and later): the attempt is a container, rootless where we are not root.
///
/// The runner starts `podman run` in the foreground, with `sweep-init` as the container's first process, which says how
/// the program ended. Podman's own word about a container is never asked for.
package struct PodmanEngine: Engine {
    private static let readyDeadline = Span.seconds(60)
    private static let removalDeadline = Span.seconds(30)

    package let name = "podman"

    package init() {}

    package func runnerPlan(
        for plan: LaunchPlan, workingDirectory: String, on host: EngineHost
    ) throws(Fault) -> RunnerPlan {
        let client = try client(on: host)
        var made = RunnerPlan(
            attempt: plan.attempt.description, records: plan.layout.records,
            argv: try PodmanArguments(plan, on: host).words, executable: client,
            environment: environment(of: plan.attempt, on: host), workingDirectory: "/", timeLimit: plan.timeLimit,
            stopGrace: plan.stopGrace, logBytesMax: plan.logBytesMax, agentSocket: host.agentSocket, witness: true)
        made.startLimit = host.startLimit
        return made
    }

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
        command.first?.hasSuffix("conmon") == true && command.contains(PodmanArguments.name(of: attempt))
    }

    package func remove(_ attempts: [AttemptID], on host: EngineHost) async {
        guard let client = try? client(on: host), !attempts.isEmpty else { return }
        await forceRemoval(attempts.map(PodmanArguments.name(of:)), client, host)
    }

    /// Podman takes a container whose monitor was killed for a running one, fails to end it, and only then knows. What
    /// cannot be removed has ended all the same; it costs room on the disk, and its name is used by nobody.
    func forceRemoval(_ names: [String], _ client: String, _ host: EngineHost) async {
        for _ in 1...2 {
            let output = try? await EngineCommand.run(
                client, ["rm", "--force", "--ignore", "--volumes", "--time", "0"] + names,
                environment: host.environment, deadline: Self.removalDeadline)
            if output != nil { return }
        }
    }

    /// The client's own environment, which no container sees. It carries the attempt's name so that it is found among
    /// the host's processes where its runner was killed.
    private func environment(of attempt: AttemptID, on host: EngineHost) -> [EnvironmentEntry] {
        host.environment + [
            EnvironmentEntry("SWEEP_RUN_ID", attempt.run.description),
            EnvironmentEntry("SWEEP_ATTEMPT", String(attempt.number)),
        ]
    }

    func client(on host: EngineHost) throws(Fault) -> String {
        guard let path = host.find("podman") else {
            throw Fault(
                .failed, "cannot start a container: podman is not installed",
                hint: "install podman 4.3 or later, or use 'engine: none'")
        }
        return path
    }

    private func hasPauseProcess(_ host: EngineHost) -> Bool {
        guard let folder = host.environment.first(where: { $0.name == "XDG_RUNTIME_DIR" })?.value,
            let file = fopen(folder + "/libpod/tmp/pause.pid", "re")
        else { return false }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 32)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return false }
        let pid = atoi(buffer)
        return pid > 0 && kill(pid, 0) == 0
    }
}
