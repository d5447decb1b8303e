package import SweepModel

/// What executes an attempt. One engine is one file here, one line in ``EngineRegistry`` and one line in the
/// conformance suite.
///
/// An engine only says how: the runner starts what it says, supervises it and earns its exit status, so that no
/// engine's own word about a process is ever believed.
package protocol Engine: Sendable {
    /// The name that specifications and `--engine` use.
    var name: String { get }

    /// Whether its containers get NVIDIA's GPUs by their names in the Container Device Interface, not by their UUIDs.
    var takesCDI: Bool { get }

    /// What the attempt's runner is to start.
    ///
    /// - Parameter workingDirectory: absolute path of the run's working copy of the source, at its base folder.
    /// - Throws: a ``Fault`` with code `failed` where the attempt cannot be started on this host.
    func runnerPlan(for plan: LaunchPlan, workingDirectory: String, on host: EngineHost) throws(Fault) -> RunnerPlan

    /// What of a container it can limit on this host.
    func limits(on host: EngineHost) -> ContainerLimits

    /// Does what must be done before a runner starts the engine's client, and need not be done each time.
    ///
    /// - Throws: a ``Fault`` with code `failed` where the engine does not work on this host.
    func makeReady(on host: EngineHost) async throws(Fault)

    /// Runs a short program in a container of an image alone: nothing of the host is in it, and nothing of it is left.
    ///
    /// - Throws: a ``Fault`` with code `failed` where there is no answer within a minute.
    func ask(_ image: ImageRecord, _ argv: [String], on host: EngineHost) async throws(Fault) -> EngineAnswer

    /// Whether a process with this command is one that the engine keeps for the attempt's container, so that it ends with
    /// the attempt. The container's own processes carry the attempt's name in their environment.
    func isMonitor(_ command: [String], of attempt: AttemptID) -> Bool

    /// Removes an image by its id; false where the engine will not, as where a container uses it.
    func removeImage(_ id: String, on host: EngineHost) async -> Bool

    /// Removes what the engine still knows of attempts that have ended; silent where it knows nothing. Waits at most
    /// a minute.
    ///
    /// - Returns: false where the engine could not be asked, or failed: something may be left.
    func remove(_ attempts: [AttemptID], on host: EngineHost) async -> Bool
}

extension Engine {
    package func limits(on host: EngineHost) -> ContainerLimits { host.limits }
    package var takesCDI: Bool { true }
    package func makeReady(on host: EngineHost) async throws(Fault) {}
    package func ask(_ image: ImageRecord, _ argv: [String], on host: EngineHost) async throws(Fault) -> EngineAnswer {
        throw Fault(.failed, "cannot ask the image '\(image.name)': engine '\(name)' has no way to")
    }
    package func isMonitor(_ command: [String], of attempt: AttemptID) -> Bool { false }
    package func removeImage(_ id: String, on host: EngineHost) async -> Bool { false }
    package func remove(_ attempts: [AttemptID], on host: EngineHost) async -> Bool { true }
}

/// The engines that this build has, by name.
package enum EngineRegistry {
    package static let all: [any Engine] = [BareEngine(), PodmanEngine(), DockerEngine()]

    package static var names: [String] { all.map(\.name) }

    /// - Throws: a ``Fault`` with code `specification` where there is no such engine.
    package static func engine(named name: String) throws(Fault) -> any Engine {
        guard let engine = all.first(where: { $0.name == name }) else {
            throw Fault(
                .specification, "cannot use engine '\(name)': this sweepd has \(names.joined(separator: ", "))")
        }
        return engine
    }
}
