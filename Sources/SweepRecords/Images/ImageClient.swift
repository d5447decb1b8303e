internal import Glibc
package import SweepModel

/// An engine's client as the user who asks has it, for questions about images.
package struct ImageClient: Sendable {
    /// Longer than an engine ever takes, unless it hangs.
    static let answerTimeout = Span.seconds(30)
    /// More than the list of ten thousand images has, in bytes.
    private static let answerMax = 4 << 20

    /// `podman` or `docker`.
    package let engine: String
    let environment: [EnvironmentEntry]

    private static let variables = [
        "PATH", "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", DockerSocket.variable, "DOCKER_CONFIG",
        "REGISTRY_AUTH_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ]

    /// - Parameter environment: of the caller; the client gets only what it needs of it.
    /// - Throws: a ``Fault`` with code `failed` where docker's daemon is not on this host.
    package init(engine: String, environment: [EnvironmentEntry]) throws(Fault) {
        self.engine = engine
        var own = environment.filter { Self.variables.contains($0.name) }
        if engine == "docker" {
            let candidates = try DockerSocket.candidates(own)
            guard let path = candidates.first(where: { access($0, F_OK) == 0 }) else {
                throw DockerSocket.absence(at: candidates.last ?? "")
            }
            own = own.filter { $0.name != DockerSocket.variable } + [DockerSocket.entry(for: path)]
        }
        self.environment = own
    }

    /// What its client answers, also where it fails.
    ///
    /// - Parameter endsWithUs: whether an interrupt at the terminal is its too; else all its processes end with a task
    ///   that is cancelled.
    /// - Throws: a ``Fault`` with code `failed` where it does not answer.
    func answer(
        _ arguments: [String], act: String, timeout: Span = answerTimeout, endsWithUs: Bool = true
    ) async throws(Fault) -> ShortCommand.Output {
        do throws(ShortCommand.Failure) {
            return try await ShortCommand.run(
                engine, arguments, environment: environment, limit: Self.answerMax, timeout: timeout,
                asGroup: !endsWithUs)
        } catch .notInstalled {
            throw Fault(
                .failed, "\(act): \(engine) is not installed",
                hint: EngineVersion.installation(of: engine))
        } catch {
            throw Fault(
                .failed, "\(act): \(engine) did not say: \(error.reason)", hint: "see what '\(engine) info' says")
        }
    }
}
