internal import Glibc
package import SweepModel

/// Engine `docker`: the attempt is a container of a daemon that listens at a socket of this host, docker's own or podman's
/// (`podman system service`).
///
/// The client hands no descriptor on to a container, so `sweep-init` is mounted as its entry point and connects to a
/// socket of the attempt. Its container is not among the runner's descendants; that connection tells when it is gone.
package struct DockerEngine: ContainerEngine {
    package let name = "docker"
    package let takesCDI = false
    let installation = "install docker's client (Debian: docker.io)"

    package init() {}

    func words(for plan: LaunchPlan, on host: EngineHost) throws(Fault) -> [String] {
        try DockerArguments.attempt(plan, user: try Daemon(host).user(host), limits: limits(on: host), on: host)
    }

    func words(
        asking container: ContainerPlan, _ argv: [String], name: String, on host: EngineHost
    ) throws(Fault) -> [String] {
        try DockerArguments.question(container, argv, name: name, user: try Daemon(host).user(host), on: host)
    }

    /// Not in the foreground, where the client of a program that ends at once may wait for ever: podman's service then has
    /// not seen it run.
    func answer(
        to words: [String], of name: String, by client: String, on host: EngineHost
    ) async throws(Fault) -> EngineAnswer {
        let environment = try environment(on: host)
        func tell(_ words: [String]) async throws(Fault) -> EngineAnswer {
            try await EngineCommand.answer(
                client, words, environment: environment, deadline: Self.answerDeadline, outputMax: Self.answerMax)
        }
        let start = try await tell(words)
        guard start.code == 0 else {
            await remove(names: [name], on: host)
            return start
        }
        let code = try await tell(["wait", name]).output.split(separator: "\n").first.flatMap { Int32($0) }
        let said = try await tell(["logs", name])
        await remove(names: [name], on: host)
        return EngineAnswer(code: code, output: said.output, errors: said.errors)
    }

    func removal(of names: [String]) -> [String] { ["rm", "--force", "--volumes"] + names }

    /// Root's daemon limits whatever it is asked to.
    package func limits(on host: EngineHost) -> ContainerLimits {
        (try? Daemon(host))?.isRootless == false ? .all : host.limits
    }

    /// Without a configuration of its own, in which the client would find variables for every container (`proxies`).
    func environment(on host: EngineHost) throws(Fault) -> [EnvironmentEntry] {
        let own = host.environment.filter { ["PATH", "HOME"].contains($0.name) }
        return own + [
            DockerSocket.entry(for: try Daemon(host).socket), EnvironmentEntry("DOCKER_CONFIG", "/nonexistent"),
        ]
    }

    func witnessSocket(of layout: AttemptLayout) -> String? { layout.witness }

    /// The container's first process; all others of it go with it.
    package func isMonitor(_ command: [String], of attempt: AttemptID) -> Bool {
        command.starts(with: [DockerArguments.initPath, "--socket", attempt.hostName])
    }
}

/// The daemon that a host's client speaks to.
private struct Daemon {
    let socket: String
    /// It runs as the user who asks, who is root in its containers.
    let isRootless: Bool

    /// - Throws: a ``Fault`` with code `failed` where there is none, or it is another user's.
    init(_ host: EngineHost) throws(Fault) {
        let candidates = try DockerSocket.candidates(host.environment)
        var status = stat()
        guard let path = candidates.first(where: { stat($0, &status) == 0 }) else {
            throw DockerSocket.absence(at: candidates.last ?? "")
        }
        guard status.st_uid == 0 || status.st_uid == host.uid else {
            throw Fault(
                .failed, "cannot use the docker daemon at '\(path)': it is another user's, and so would all files be",
                hint: "start one of your own, or use root's")
        }
        socket = path
        isRootless = status.st_uid != 0
    }

    /// The owner of the run, in the daemon's numbers.
    func user(_ host: EngineHost) -> String { isRootless ? "0:0" : "\(host.uid):\(host.gid)" }
}
