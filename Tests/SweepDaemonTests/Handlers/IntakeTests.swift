import Logging
import SweepEngines
import SweepModel
import SweepSpecs
import TestSupport
import Testing

@testable import SweepDaemon

/// What is refused of a submission before it becomes a sweep.
@Suite struct IntakeTests {
    private static let text = """
        {method: grid, parameters: {x: {value: 1}}, command: [/bin/true],
         container: {image: a}, resources: {memory: 64MiB}}
        """
    private let scratch: Scratch
    private let agents: ConnectedAgents

    init() throws {
        scratch = try Scratch()
        agents = ConnectedAgents(
            files: PlacesFiles(folder: scratch("agents")), locks: "/run/lock", inbox: Inbox(), observer: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func read(_ text: String, owner: UInt32, runAs: RunAs = .submitter) throws -> Specification {
        let host = EngineHost(
            agentSocket: "/a", initExecutable: "/b", uid: 1, gid: 1, environment: [], openFiles: 1...1, processesMax: 1,
            limits: .all)
        let intake = Intake(
            paths: DaemonPaths(environment: [:], stateFolder: scratch("state"), socket: nil, configuration: nil),
            bootID: "boot", configuration: DaemonConfiguration(), policy: MountPolicy(), engines: host,
            agents: .connected(agents), defaultEngine: "podman", runAs: runAs)
        return try intake.specification(text, Overlay(), file: "sweep.yaml", owner: owner)
    }

    private func connect(_ owner: UInt32, _ limits: ContainerLimits) throws {
        let places = AgentPlaces(runs: "/a/runs", source: "/a/source", environments: "/a/env")
        _ = try agents.open(
            AgentHello(version: Version.text, places: places, limits: limits), of: Owner(uid: owner, name: "ana"))
    }

    @Test func `a limit that the owner's agent cannot enforce is refused, and one that it can is not`() throws {
        try connect(1000, [.processes, .cpus])
        try connect(1001, .all)
        let fault = #expect(throws: Fault.self) { try read(Self.text, owner: 1000) }
        #expect(fault?.code == .limit && fault?.message.contains("'resources.memory'") == true)
        #expect(try read(Self.text, owner: 1001).resources.memory == ByteCount(bytes: 64 << 20))
        // Her agent says so when the run starts.
        #expect(throws: Never.self) { try read(Self.text, owner: 1002) }
    }

    @Test(arguments: ["hooks: {finished: [[/bin/true]]}", "secrets: [TOKEN]"])
    func `what only a user's own rights may do is refused to the service's user`(line: String) throws {
        let text = """
            method: grid
            parameters: {x: {value: 1}}
            command: [/bin/true]
            container: {image: a}
            \(line)
            """
        #expect(throws: Never.self) { try read(text, owner: 1000) }
        let fault = #expect(throws: Fault.self) { try read(text, owner: 1000, runAs: .service) }
        #expect(fault?.code == .permission && fault?.message.contains(line.prefix { $0 != ":" }) == true)
    }
}
