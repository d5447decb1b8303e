import Glibc
import SweepAgent
import SweepEngines
import SweepModel
import TestSupport
import Testing

@Suite struct AgentSocketTests {
    private func agent(_ scratch: Scratch) -> Agent {
        let configuration = AgentConfiguration(
            sourceFolder: scratch("source"), pythonFolder: scratch("python"),
            host: EngineHost.probe(agentSocket: scratch("agent.sock"), initExecutable: "/bin/false", environment: [:]),
            runnerExecutable: "/bin/false", bootID: "boot")
        return Agent(configuration: configuration) { _ in }
    }

    @Test("a second agent does not take the socket of one that listens, but takes one that was left behind")
    func second() async throws {
        let scratch = try Scratch()
        let first = agent(scratch)
        try await first.start()
        var before = stat()
        #expect(stat(scratch("agent.sock"), &before) == 0)
        await #expect { try await agent(scratch).start() } throws: { ($0 as? Fault)?.code == .conflict }
        var after = stat()
        #expect(stat(scratch("agent.sock"), &after) == 0 && after.st_ino == before.st_ino)
        await first.shutDown()
        let next = agent(scratch)
        try await next.start()
        await next.shutDown()
    }
}
