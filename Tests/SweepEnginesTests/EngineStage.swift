import FoundationEssentials
import Glibc
import SweepAgent
import SweepEngines
import SweepModel
import Testing

/// A folder, an agent and the real runner, on which an engine executes attempts.
final class EngineStage {
    let folder: String
    let agent: Agent
    let host: EngineHost
    private let events: AsyncStream<AgentEvent>
    private let engine: String
    private let seat: StageRoom.Seat
    private let sweep = SweepID.make(name: "conformance", number: .random(in: .min ... .max))
    /// The id of an image with busybox, for engines that start containers.
    static let image = getenv("SWEEPD_TEST_IMAGE").map { String(cString: $0) }
    /// What is known of images, which every stage would ask for itself otherwise.
    private static let python: String = {
        // As a daemon does before it starts.
        mkdir(pythonPath, 0o700)
        atexit { try? FileManager.default.removeItem(atPath: EngineStage.pythonPath) }
        return pythonPath
    }()
    private static let pythonPath = "/tmp/sweepd-engine-\(getpid())-python"
    /// Where a program of this engine starts.
    var workingDirectory: String { engine == "none" ? folder + "/work" : "/src" }
    /// What the image and the engine set besides the plan's variables.
    var added: Set<String> { engine == "none" ? [] : ["PATH", "HOME", "HOSTNAME", "TERM", "container", "IMAGE_SAYS"] }

    /// - Parameters:
    ///   - client: a shell script to take for the engine's `run`.
    ///   - other: a shell script to take for whatever else its client is asked, where there is a `client`.
    ///   - inheriting: whether the script calls the engine after all, and needs its environment.
    ///   - startLimit: how long a container may take to start.
    init(
        engine: String, client: String? = nil, other: String = "exit 0", inheriting: Bool = false,
        startLimit: Span? = nil
    ) async throws {
        self.engine = engine
        seat = await StageRoom.all.enter()
        let name = "sweepd-engine-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        folder = "/tmp/" + name
        for path in [folder, folder + "/env", folder + "/source", folder + "/work"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            chmod(path, 0o700)
        }
        var host = EngineHost.probe(
            agentSocket: folder + "/agent.sock", initExecutable: Self.products + "/sweep-init",
            environment: ProcessInfo.processInfo.environment.merging(["SECRET_OF_DAEMON": "hunter2"]) { $1 })
        if let client {
            let path = folder + "/\(engine)"
            try "#!/bin/sh\nPATH=/usr/bin:/bin\ntest \"$1\" = run || { \(other); }\n\(client)\n".write(
                toFile: path, atomically: false, encoding: .utf8)
            chmod(path, 0o700)
            host.environment = [EnvironmentEntry("PATH", folder)]
            if inheriting {
                host.environment += Self.own
            } else {
                host.uid = 0
            }
        }
        if let startLimit { host.startLimit = startLimit }
        self.host = host
        let (events, output) = AsyncStream<AgentEvent>.makeStream()
        self.events = events
        agent = Agent(
            configuration: AgentConfiguration(
                sourceFolder: folder + "/source", pythonFolder: client == nil ? Self.python : folder + "/python",
                host: host,
                runnerExecutable: Self.products + "/sweep-runner", bootID: Self.bootID)
        ) { output.yield($0) }
        try await agent.start()
    }

    deinit {
        let agent = agent
        Task { await agent.shutDown() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A plan for the first attempt of run 1; its working directory is `work/`.
    func plan(_ argv: [String], environment: [EnvironmentEntry] = [], run: Int = 1) -> LaunchPlan {
        let attempt = AttemptID(run: RunID(sweep: sweep, index: run), number: 1)
        return LaunchPlan(
            attempt: attempt, owner: Owner(uid: getuid(), name: "me"), engine: engine, container: container,
            argv: argv, executable: argv[0], environment: environment, parameters: JSONObject(),
            source: SourceRecord(mode: .mount, root: folder + "/work"),
            layout: AttemptLayout(runsFolder: folder + "/runs", envFolder: folder + "/env", attempt: attempt),
            timeLimit: nil, stopGrace: .seconds(1), logBytesMax: 1 << 20, metrics: .json, artifacts: [],
            specification: "method: list\n", manifest: JSONObject())
    }

    private var container: ContainerPlan? {
        guard engine != "none" else { return nil }
        let id = Self.image ?? String(repeating: "0", count: 64)
        let image = ImageRecord(name: "busybox", id: id, digest: nil, architecture: "")
        return ContainerPlan(image: image, network: .none, sharedMemory: ByteCount(bytes: 64 << 20))
    }

    /// Executes an attempt; calls back when it has begun.
    func execute(_ plan: LaunchPlan, whenStarted: () async -> Void = {}) async -> [AgentEvent] {
        agent.launch(plan)
        var told: [AgentEvent] = []
        for await event in events {
            told.append(event)
            switch event {
            case .started: await whenStarted()
            case .ended, .neverStarted: return told
            default: break
            }
        }
        return told
    }

    func outcome(of plan: LaunchPlan) async throws -> Outcome {
        let events = await execute(plan)
        guard case .ended(_, let end) = try #require(events.last) else { throw Fault(.failed, "it never started") }
        return end.outcome
    }

    func output(of plan: LaunchPlan) throws -> String { String(decoding: try bytes(of: plan), as: UTF8.self) }

    func bytes(of plan: LaunchPlan) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: plan.layout.standardOutput)))
    }

    /// Where the caller's images are.
    private static var own: [EnvironmentEntry] {
        ["HOME", "XDG_RUNTIME_DIR", DockerSocket.variable].compactMap { name in
            ProcessInfo.processInfo.environment[name].map { EnvironmentEntry(name, $0) }
        }
    }

    private static var products: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var folder = URL(filePath: own).deletingLastPathComponent()
        while !FileManager.default.isExecutableFile(atPath: folder.path + "/sweep-runner"), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder.path
    }

    private static var bootID: String {
        let data = try? Data(contentsOf: URL(filePath: "/proc/sys/kernel/random/boot_id"))
        return String(decoding: (data ?? Data()).prefix { $0 != 10 }, as: UTF8.self)
    }
}
