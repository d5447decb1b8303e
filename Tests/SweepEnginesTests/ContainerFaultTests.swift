import FoundationEssentials
import Glibc
import SweepAgent
import SweepModel
import SweepRunner
import Testing

/// Whatever is killed: the true end or none, and nothing is left.
@Suite struct ContainerFaultTests {
    static let engines = EngineConformance.engines.filter { $0 != "none" }

    @Test("a monitor that is killed costs nothing: the true exit status arrives", arguments: engines)
    func monitorKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try stage.gated()
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let monitors = stage.processes(["conmon"], naming: stage.name(plan))
            #expect(!monitors.isEmpty)
            for monitor in monitors { ProcessTable.signal(monitor, SIGKILL) }
            _ = write(gate, "go\n", 3)
        }
        #expect(try stage.end(events).outcome == .exited(code: 7))
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }

    @Test("a client that is killed loses the attempt and leaks no container", arguments: engines)
    func clientKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try stage.gated()
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let clients = stage.processes([engine, "run"], naming: stage.name(plan)).filter { $0.parent != 1 }
            #expect(!clients.isEmpty)
            for client in clients { ProcessTable.signal(client, SIGKILL) }
        }
        let end = try stage.end(events)
        #expect(end.outcome == .lost)
        #expect(
            end.lastError?.hasPrefix("its container told no exit status: '\(engine)' was ended by signal 9") == true)
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }

    @Test("a runner that is killed loses the attempt and leaks no container", arguments: engines)
    func runnerKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try stage.gated()
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let json = try? JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.started))))
            guard let runner = json.flatMap(StartRecord.init(json:)),
                let entry = ProcessTable.entry(of: runner.process.pid)
            else { return #expect(Bool(false), "no runner") }
            ProcessTable.signal(entry, SIGKILL)
        }
        let end = try stage.end(events)
        #expect(end.outcome == .lost && end.lastError == "its runner was killed")
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }

    @Test("an init that is killed loses the attempt, also where the engine does not notice", arguments: engines)
    func initKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try stage.gated()
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let monitors = stage.processes(["conmon"], naming: stage.name(plan))
            let inits = ProcessTable.all().filter { entry in monitors.contains { $0.pid == entry.parent } }
            #expect(!inits.isEmpty)
            for victim in monitors + inits { ProcessTable.signal(victim, SIGKILL) }
        }
        let end = try stage.end(events)
        #expect(end.outcome == .lost)
        #expect(end.lastError?.hasPrefix("its container told no exit status: its first process was killed") == true)
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }

    @Test("a program cannot kill the init", arguments: engines)
    func initSpared(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        #expect(try await stage.outcome(of: stage.shell("kill -9 1; kill -9 -1; exit 7")) == .exited(code: 7))
    }

    @Test("orphans that ignore every request end with the program", arguments: engines)
    func orphans(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell(
            """
            trap '' INT TERM HUP
            i=0; while [ $i -lt 300 ]; do (setsid sleep 1000 &); i=$((i+1)); done
            exit 3
            """)
        #expect(try await stage.outcome(of: plan) == .exited(code: 3))
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }

    @Test(
        "whatever of an attempt is killed, and when, no end is made up and nothing is left", arguments: engines, 1...8)
    func anyKilled(_ engine: String, _ seed: Int) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell("sleep 0.2; exit 7")
        // The moment and the victim are what the seed chooses; nothing is waited for.
        let moment = 40 * seed
        async let events = stage.execute(plan)
        try await Task.sleep(for: .milliseconds(moment))
        let json = try? JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.started))))
        if let runner = json.flatMap(StartRecord.init(json:))?.process.pid, let own = ProcessTable.entry(of: runner) {
            let victims = [own] + ProcessTable.descendants(of: runner)
            ProcessTable.signal(victims[(seed * 7) % victims.count], SIGKILL)
        }
        let outcome = try stage.end(await events).outcome
        let isTrue = [.exited(code: 7), .signalled(9), .lost, .launchFailed].contains(outcome)
        #expect(isTrue, "\(outcome)")
        await stage.agent.shutDown()
        try await stage.expectNothingLeft(plan)
    }
}
