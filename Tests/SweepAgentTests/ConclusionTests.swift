import SweepEngines
import SweepModel
import SweepRecords
import SweepRunner
import TestSupport
import Testing

@testable import SweepAgent

/// What is told of attempts that did not go as they should.
@Suite struct ConclusionTests {
    private let scratch: Scratch
    private let plan: LaunchPlan
    private let events: AsyncStream<AgentEvent>
    private let tell: AsyncStream<AgentEvent>.Continuation

    init() throws {
        scratch = try Scratch()
        (events, tell) = AsyncStream.makeStream()
        let sweep = SweepID("conclusion-" + String(UInt32.random(in: 0 ... .max), radix: 36))
        let attempt = AttemptID(run: RunID(sweep: sweep, index: 1), number: 1)
        plan = LaunchPlan(
            attempt: attempt, owner: Owner(uid: 1000, name: "ana"), engine: "none", argv: ["/bin/true"],
            executable: "/bin/true", environment: [], parameters: ["x": 1],
            source: SourceRecord(mode: .mount, root: "/tmp"),
            layout: AttemptLayout(runsFolder: scratch("runs"), envFolder: scratch("env"), attempt: attempt),
            timeLimit: nil, stopGrace: .seconds(1), logBytesMax: 1 << 20, metrics: .json, artifacts: [],
            specification: "method: grid\n", manifest: [:])
    }

    private func agent(_ change: (inout AgentConfiguration) -> Void = { _ in }) async throws -> Agent {
        var configuration = AgentConfiguration(
            sourceFolder: scratch("source"), pythonFolder: scratch("python"),
            host: EngineHost.probe(agentSocket: scratch("agent.sock"), initExecutable: "/bin/false", environment: [:]),
            runnerExecutable: "/bin/false", bootID: "boot")
        change(&configuration)
        let agent = Agent(configuration: configuration) { [tell] in tell.yield($0) }
        try await agent.start()
        return agent
    }

    private func end() async -> AttemptEnd? {
        for await event in events {
            if case .ended(_, let end) = event { return end }
        }
        return nil
    }

    @Test func `where its manager starts no runner, none can begin later`() async throws {
        let agent = try await agent { $0.units = TransientUnits(runtimeFolder: scratch("none")) }
        agent.launch(plan)
        let end = await end()
        #expect(end?.outcome == .launchFailed && end?.lastError?.contains("does not start") == true, "\(end as Any)")
        #expect(try AttemptRecords.readStart(plan.layout) == .abandoned)
        await agent.shutDown()
    }

    @Test func `an attempt without a runner is lost when its processes are gone, and not before`() async throws {
        let environment = [
            "PATH": "/bin:/usr/bin", "SWEEP_RUN_ID": "\(plan.attempt.run)", "SWEEP_ATTEMPT": "1",
        ]
        let program = try BackgroundProcess(
            ["/bin/sh", "-c", "echo up >&2; exec sleep 1000"], environment: environment, readyAt: "up")
        try await program.becomesReady()
        let agent = try await agent()
        #expect(await agent.adopt(plan, began: true, resume: CaptureResume()) == nil)
        #expect(await end()?.outcome == .lost)
        #expect(ProcessTable.processes(of: plan.attempt).isEmpty)
        #expect(try await program.end() == 128 + 9)
        await agent.shutDown()
    }
}
