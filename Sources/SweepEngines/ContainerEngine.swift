internal import Glibc
internal import SweepModel

/// What podman and docker have in common: a client that runs a container in the foreground, with `sweep-init` as its
/// first process, which says how the program ended. No engine's own word about a container is ever asked for.
protocol ContainerEngine: Engine {
    /// What to do where its client is missing.
    var installation: String { get }

    /// The words of its client that run an attempt.
    ///
    /// - Throws: a ``Fault`` with code `failed` where the container cannot be had as it is asked for.
    func words(for plan: LaunchPlan, on host: EngineHost) throws(Fault) -> [String]

    /// The words of its client that run a question to an image.
    ///
    /// - Parameter name: the container's.
    func words(
        asking container: ContainerPlan, _ argv: [String], name: String, on host: EngineHost
    ) throws(Fault) -> [String]

    /// Runs a question and waits for its answer.
    ///
    /// - Parameter words: of the client, as the other function gives them.
    func answer(
        to words: [String], of name: String, by client: String, on host: EngineHost
    ) async throws(Fault) -> EngineAnswer

    /// What its client says, and does not matter, where a container of that name is not there.
    func removal(of names: [String]) -> [String]

    /// The whole environment of its client, which no container sees.
    func environment(on host: EngineHost) throws(Fault) -> [EnvironmentEntry]

    /// Where the init of the attempt's container connects; nil where it is handed a descriptor.
    func witnessSocket(of layout: AttemptLayout) -> String?
}

extension ContainerEngine {
    private static var removalDeadline: Span { .seconds(30) }

    func witnessSocket(of layout: AttemptLayout) -> String? { nil }

    package func runnerPlan(
        for plan: LaunchPlan, workingDirectory: String, on host: EngineHost
    ) throws(Fault) -> RunnerPlan {
        let client = try client(on: host)
        // It is found by them among the host's processes where its runner was killed.
        let name = [
            EnvironmentEntry("SWEEP_RUN_ID", plan.attempt.run.description),
            EnvironmentEntry("SWEEP_ATTEMPT", String(plan.attempt.number)),
        ]
        var made = RunnerPlan(
            attempt: plan.attempt.description, records: plan.layout.records,
            argv: [self.name] + (try words(for: plan, on: host)), executable: client,
            environment: try environment(on: host) + name, workingDirectory: "/", timeLimit: plan.timeLimit,
            stopGrace: plan.stopGrace, logBytesMax: plan.logBytesMax, agentSocket: host.agentSocket, witness: true)
        made.startLimit = host.startLimit
        made.witnessSocket = witnessSocket(of: plan.layout)
        return made
    }

    package func remove(_ attempts: [AttemptID], on host: EngineHost) async -> Bool {
        guard !attempts.isEmpty else { return true }
        return await remove(names: attempts.map(\.hostName), on: host)
    }

    package func removeImage(_ id: String, on host: EngineHost) async -> Bool {
        guard let client = try? client(on: host), let environment = try? environment(on: host) else { return false }
        func succeeds(_ words: [String]) async -> Bool {
            let answer = try? await EngineCommand.answer(
                client, words, environment: environment, deadline: Self.removalDeadline)
            return answer?.code == 0
        }
        // One that somebody has removed already is removed.
        if await succeeds(["rmi", id]) { return true }
        let isThere = await succeeds(["image", "inspect", id])
        let answers = await succeeds(["version"])
        return answers && !isThere
    }

    /// Podman takes a container whose monitor was killed for a running one, fails to end it, and only then knows. What
    /// cannot be removed has ended all the same; it costs room on the disk, and its name is used by nobody.
    ///
    /// - Returns: false where something may be left. An engine that is not installed has nothing.
    @discardableResult
    func remove(names: [String], on host: EngineHost) async -> Bool {
        guard let client = try? client(on: host) else { return true }
        guard let environment = try? environment(on: host) else { return false }
        for _ in 1...2 {
            let output = try? await EngineCommand.run(
                client, removal(of: names), environment: environment, deadline: Self.removalDeadline)
            if output != nil { return true }
        }
        return false
    }

    /// Absolute path of its client.
    func client(on host: EngineHost) throws(Fault) -> String {
        guard let path = host.find(name) else {
            throw Fault(
                .failed, "cannot start a container: \(name) is not installed",
                hint: "\(installation), or use 'engine: none'")
        }
        return path
    }
}

// Short questions to images.
extension ContainerEngine {
    static var answerDeadline: Span { .seconds(60) }
    static var answerMax: Int { 8 << 20 }

    package func ask(_ image: ImageRecord, _ argv: [String], on host: EngineHost) async throws(Fault) -> EngineAnswer {
        let client = try client(on: host)
        guard image.hasValidID else { throw Fault(.failed, "cannot ask an image: its id is not known") }
        let name = "sweep-asks-\(image.id.prefix(12))-\(UInt32.random(in: 0...UInt32.max))"
        let container = ContainerPlan(image: image, network: .none, sharedMemory: ByteCount(bytes: 1 << 20))
        do throws(Fault) {
            let words = try words(asking: container, argv, name: name, on: host)
            return try await answer(to: words, of: name, by: client, on: host)
        } catch {
            // The container does not end with its client.
            await remove(names: [name], on: host)
            throw error
        }
    }

    func answer(
        to words: [String], of name: String, by client: String, on host: EngineHost
    ) async throws(Fault) -> EngineAnswer {
        // Never of low priority: a client holds locks that every other one waits for.
        try await EngineCommand.answer(
            client, words, environment: try environment(on: host), deadline: Self.answerDeadline,
            outputMax: Self.answerMax)
    }
}
