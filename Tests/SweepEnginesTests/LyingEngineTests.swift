import FoundationEssentials
import Glibc
import SweepAgent
import SweepModel
import SweepRunner
import Testing

@testable import SweepEngines

/// Engines that lie, hang or talk nonsense: never a finished attempt, always an end.
@Suite struct LyingEngineTests {
    private func end(_ stage: EngineStage, _ plan: LaunchPlan) async throws -> AttemptEnd {
        guard case .ended(_, let end)? = await stage.execute(plan).last else { throw Fault(.failed, "it never ended") }
        return end
    }

    @Test(
        "a client that starts nothing is a launch failure, whatever it says",
        arguments: [
            ("exit 0", "'podman' ended with code 0"),
            ("echo oh no >&2; exit 125", "'podman' ended with code 125: oh no"),
            ("kill -9 $$", "'podman' was ended by signal 9"), ("echo finished >&3", "'podman' ended with code 0"),
            ("echo ended 0 1 0 0 0 0 >&3", "'podman' ended with code 0"),
            ("head -c 100000 /dev/zero >&3; exit 0", "'podman' ended with code 0"),
        ])
    func nothing(_ client: String, _ words: String) async throws {
        let stage = try await EngineStage(engine: "podman", client: client)
        let end = try await end(stage, stage.plan(["/bin/true"]))
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError == "cannot start the container: \(words)")
    }

    @Test("a client that says its program began, and ends, loses the attempt")
    func half() async throws {
        let stage = try await EngineStage(engine: "podman", client: "echo started 1 >&3; exit 0")
        #expect(try await end(stage, stage.plan(["/bin/true"])).outcome == .lost)
    }

    @Test(
        "numbers that are none are no end",
        arguments: ["ended x 1 0 0 0 0", "ended 0 1 0 0 0", "ended 99999999999 1 0 0 0 0"])
    func numbers(_ line: String) async throws {
        let stage = try await EngineStage(engine: "podman", client: "echo started 1 >&3; echo \(line) >&3; exit 0")
        #expect(try await end(stage, stage.plan(["/bin/true"])).outcome == .lost)
    }

    @Test("a client that hangs and ignores every request is ended")
    func wedged() async throws {
        let stage = try await EngineStage(
            engine: "podman", client: "trap '' INT TERM; echo started 1 >&3; while test -e \"$0\"; do sleep 1; done")
        var plan = stage.plan(["/bin/true"])
        plan.stopGrace = .milliseconds(100)
        let events = await stage.execute(plan) { stage.agent.stop(plan.attempt) }
        guard case .ended(_, let end)? = events.last else { throw Fault(.failed, "it never ended") }
        #expect(end.outcome == .lost)
    }

    @Test("a container that does not come to start is a launch failure, however deaf the client is")
    func neverStarted() async throws {
        let stage = try await EngineStage(
            engine: "podman", client: "trap '' INT TERM; while test -e \"$0\"; do sleep 1; done",
            startLimit: .milliseconds(300))
        let end = try await end(stage, stage.plan(["/bin/true"]))
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError == "cannot start the container: it did not run within 300ms")
        try await stage.expectNobody(naming: stage.folder)
    }

    @Test("an engine that hangs when containers are to be removed holds no attempt up")
    func removal() async throws {
        let stage = try await EngineStage(
            engine: "podman", client: "echo started 1 >&3; echo ended 0 2 0 0 0 0 >&3", other: "exec sleep 20")
        for run in 1...3 {
            #expect(try await end(stage, stage.plan(["/bin/true"], run: run)).outcome == .exited(code: 0))
        }
    }

    @Test(
        "a client that hangs is ended at its deadline, and what it started with it",
        .timeLimit(.minutes(10)))
    func deadline() async throws {
        let stage = try await EngineStage(engine: "podman", client: "exit 0")
        let script = "sleep 1000 & echo $! > \(stage.folder)/child; wait"
        let fault = await #expect(throws: Fault.self) {
            try await EngineCommand.run(
                "/bin/sh", ["-c", script], environment: [EnvironmentEntry("PATH", "/bin:/usr/bin")],
                deadline: .milliseconds(500))
        }
        #expect(fault?.message == "cannot wait for '/bin/sh -c \(script)': it did not end in 500ms")
        let child = Int32(try String(contentsOfFile: stage.folder + "/child", encoding: .utf8).dropLast())
        // It has its signal, and may still be on its way out.
        func isThere() -> Bool { child.flatMap(ProcessTable.entry)?.isZombie == false }
        for _ in 0..<200 where isThere() { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!isThere())
    }
}
