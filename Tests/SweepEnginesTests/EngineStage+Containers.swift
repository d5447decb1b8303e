import FoundationEssentials
import Glibc
import SweepAgent
import SweepModel
import SweepRunner
import Testing

@testable import SweepEngines

/// What the tests of containers do again and again.
extension EngineStage {
    func shell(_ script: String) -> LaunchPlan { plan(["/bin/sh", "-c", script]) }

    /// A program that says that it is up, and waits at a gate until it ends with code 7.
    func gated() throws -> (plan: LaunchPlan, gate: Int32) {
        let plan = shell("echo up; read x < /run-dir/gate; exit 7")
        try FileManager.default.createDirectory(atPath: plan.layout.files, withIntermediateDirectories: true)
        try #require(mkfifo(plan.layout.files + "/gate", 0o600) == 0)
        return (plan, open(plan.layout.files + "/gate", O_RDWR | O_CLOEXEC))
    }

    /// The processes whose commands hold all of these words, and one with that text.
    func processes(_ words: [String], naming text: String) -> [ProcessTable.Entry] {
        ProcessTable.all().filter { entry in
            let command = ProcessTable.command(of: entry.pid)
            return command.contains { $0.contains(text) } && words.allSatisfy(command.joined(separator: " ").contains)
        }
    }

    /// Nothing that has a text in its command goes on; it may still be on its way out.
    func expectNobody(naming text: String) async throws {
        for _ in 0..<200 where !processes([], naming: text).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        #expect(processes([], naming: text).isEmpty)
    }

    /// Nothing of the container is left; a monitor may still be on its way out.
    func expectNothingLeft(_ plan: LaunchPlan) async throws {
        #expect(try await !knows(name(plan), plan.engine))
        #expect(ProcessTable.processes(of: plan.attempt).isEmpty)
        try await expectNobody(naming: name(plan))
    }

    /// Whether an engine has a container of that name, or whose id begins like that.
    func knows(_ name: String, _ engine: String) async throws -> Bool {
        let client = try #require(host.find(engine))
        let answer = try await EngineCommand.answer(
            client, ["container", "inspect", name], environment: host.environment, deadline: .seconds(60))
        return answer.code == 0
    }

    func name(_ plan: LaunchPlan) -> String { "sweep-\(plan.attempt.run.sweep)-1-1" }

    func end(_ events: [AgentEvent]) throws -> AttemptEnd {
        guard case .ended(_, let end)? = events.last else { throw Fault(.failed, "it never ended") }
        return end
    }
}
