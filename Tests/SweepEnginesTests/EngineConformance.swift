import Glibc
import SweepAgent
import SweepEngines
import SweepModel
import Testing

/// What every engine must do, run on every engine of the registry with the real agent and the real runner.
///
/// A new engine is in it as soon as it is in ``EngineRegistry``. Engines that start containers take part where
/// `SWEEPD_TEST_IMAGE` holds the id of an image with busybox (Tests/System/Containers/image.sh makes one), docker where
/// `DOCKER_HOST` also says which daemon to use.
@Suite struct EngineConformance {
    static let engines = EngineRegistry.names.filter { name in
        name == "none" || EngineStage.image != nil && (name != "docker" || getenv(DockerSocket.variable) != nil)
    }

    @Test("a raw exit status arrives", arguments: engines, [0, 1, 42, 255])
    func exitCode(_ engine: String, _ code: Int) async throws {
        let stage = try await EngineStage(engine: engine)
        #expect(try await stage.outcome(of: stage.plan(["/bin/sh", "-c", "exit \(code)"])) == .exited(code: code))
    }

    @Test("death by a signal is told as such", arguments: engines)
    func signal(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        #expect(try await stage.outcome(of: stage.plan(["/bin/sh", "-c", "kill -9 $$"])) == .signalled(9))
    }

    @Test("words arrive byte for byte, whatever is in them", arguments: engines)
    func argv(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let words = ["a b", "", "$HOME", "`id`", "\"q\"", "ü\n2", "*", "--x=\\"]
        let plan = stage.plan(["/usr/bin/printf", "[%s]"] + words)
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan) == words.map { "[\($0)]" }.joined())
    }

    @Test("the environment is exactly the plan's", arguments: engines)
    func environment(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let entries = [
            EnvironmentEntry("A", "1"), EnvironmentEntry("LINES", "a\n*\nHO*"), EnvironmentEntry("Q", "\"x\" # y"),
            EnvironmentEntry("EMPTY", ""),
        ]
        let plan = stage.plan(["/usr/bin/env", "-0"], environment: entries)
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        let seen = try stage.output(of: plan).split(separator: "\0").map(String.init).sorted().filter { entry in
            !stage.added.contains { entry.hasPrefix($0 + "=") }
        }
        #expect(seen == entries.map { "\($0.name)=\($0.value)" }.sorted())
    }

    @Test("the working directory is the source's", arguments: engines)
    func workingDirectory(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.plan(["/bin/pwd"])
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan) == stage.workingDirectory + "\n")
    }

    @Test("what cannot be started is a launch failure with words", arguments: engines)
    func launchFailure(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let events = await stage.execute(stage.plan(["/no/such/program"]))
        guard case .ended(_, let end)? = events.last else { return #expect(Bool(false), "it never ended") }
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError?.contains("/no/such/program") == true)
    }

    @Test("a stop ends the program and what it left behind", arguments: engines)
    func stop(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.plan(["/bin/sh", "-c", "sleep 1000 & wait"])
        let events = await stage.execute(plan) { stage.agent.stop(plan.attempt) }
        guard case .ended(_, let end)? = events.last else { return #expect(Bool(false), "it never ended") }
        #expect(end.outcome != .exited(code: 0))
    }

    @Test("a program that ignores every request is ended by its time limit", arguments: engines)
    func timeLimit(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = stage.plan(["/bin/sh", "-c", "trap '' INT; exec sleep 1000"])
        plan.timeLimit = .milliseconds(200)
        plan.stopGrace = .milliseconds(200)
        #expect(try await stage.outcome(of: plan) == .timedOut)
    }

    @Test("metrics are told before the end", arguments: engines)
    func metrics(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let events = await stage.execute(stage.plan(["/bin/echo", "{\"step\": 3, \"loss\": 0.5}"]))
        let points = events.flatMap { if case .metrics(_, let points, _) = $0 { points } else { [MetricPoint]() } }
        #expect(points.map(\.name) == ["loss"])
        #expect(points.map(\.step) == [3])
        #expect(points.map(\.value) == [0.5])
    }

    @Test("an unknown engine is refused by name")
    func unknown() {
        #expect(throws: Fault.self) { try EngineRegistry.engine(named: "lxc") }
    }
}
