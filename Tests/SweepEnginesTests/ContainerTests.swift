import FoundationEssentials
import Glibc
import SweepAgent
import SweepModel
import SweepRunner
import Testing

@testable import SweepEngines

/// What every engine that starts containers must do besides; see ``EngineConformance`` for when they take part.
@Suite struct ContainerTests {
    static let engines = EngineConformance.engines.filter { $0 != "none" }

    private func shell(_ stage: EngineStage, _ script: String) -> LaunchPlan { stage.plan(["/bin/sh", "-c", script]) }

    /// A program that says that it is up, and waits at a gate until it ends with code 7.
    private func gated(_ stage: EngineStage) throws -> (plan: LaunchPlan, gate: Int32) {
        let plan = shell(stage, "echo up; read x < /run-dir/gate; exit 7")
        try FileManager.default.createDirectory(atPath: plan.layout.files, withIntermediateDirectories: true)
        try #require(mkfifo(plan.layout.files + "/gate", 0o600) == 0)
        return (plan, open(plan.layout.files + "/gate", O_RDWR | O_CLOEXEC))
    }

    /// The processes whose command begins with these words.
    private func processes(_ words: [String], naming text: String) -> [ProcessTable.Entry] {
        ProcessTable.all().filter { entry in
            let data = (try? Data(contentsOf: URL(filePath: "/proc/\(entry.pid)/cmdline"))) ?? Data()
            let command = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return command.contains { $0.contains(text) } && words.allSatisfy(command.joined(separator: " ").contains)
        }
    }

    /// Nothing of the container is left; a monitor may still be on its way out.
    private func expectNothingLeft(_ plan: LaunchPlan, _ stage: EngineStage) async throws {
        let client = try #require(stage.host.find(plan.engine))
        let known = try await EngineCommand.run(
            client, ["ps", "--all", "--format", "{{.Names}}"], environment: stage.host.environment,
            deadline: .seconds(60))
        #expect(!known.contains(name(plan)))
        #expect(ProcessTable.processes(of: plan.attempt).isEmpty)
        for _ in 0..<200 where !processes([], naming: name(plan)).isEmpty {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(processes([], naming: name(plan)).isEmpty)
    }

    private func name(_ plan: LaunchPlan) -> String { "sweep-\(plan.attempt.run.sweep)-1-1" }

    private func end(_ events: [AgentEvent]) throws -> AttemptEnd {
        guard case .ended(_, let end)? = events.last else { throw Fault(.failed, "it never ended") }
        return end
    }

    @Test("a monitor that is killed costs nothing: the true exit status arrives", arguments: engines)
    func monitorKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try gated(stage)
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let monitors = processes(["conmon"], naming: name(plan))
            #expect(!monitors.isEmpty)
            for monitor in monitors { ProcessTable.signal(monitor, SIGKILL) }
            _ = write(gate, "go\n", 3)
        }
        #expect(try end(events).outcome == .exited(code: 7))
        await stage.agent.shutDown()
        try await expectNothingLeft(plan, stage)
    }

    @Test("a client that is killed loses the attempt and leaks no container", arguments: engines)
    func clientKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try gated(stage)
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let clients = processes([engine, "run"], naming: name(plan)).filter { $0.parent != 1 }
            #expect(!clients.isEmpty)
            for client in clients { ProcessTable.signal(client, SIGKILL) }
        }
        let end = try end(events)
        #expect(end.outcome == .lost)
        #expect(end.lastError?.hasPrefix("its container told no exit status: 'podman' was ended by signal 9") == true)
        await stage.agent.shutDown()
        try await expectNothingLeft(plan, stage)
    }

    @Test("a runner that is killed loses the attempt and leaks no container", arguments: engines)
    func runnerKilled(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let (plan, gate) = try gated(stage)
        defer { close(gate) }
        let events = await stage.execute(plan) {
            let json = try? JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.started))))
            guard let runner = json.flatMap(StartRecord.init(json:)),
                let entry = ProcessTable.entry(of: runner.process.pid)
            else { return #expect(Bool(false), "no runner") }
            ProcessTable.signal(entry, SIGKILL)
        }
        let end = try end(events)
        #expect(end.outcome == .lost && end.lastError == "its runner was killed")
        await stage.agent.shutDown()
        try await expectNothingLeft(plan, stage)
    }

    @Test(
        "whatever of an attempt is killed, and when, no end is made up and nothing is left", arguments: engines, 1...8)
    func anyKilled(_ engine: String, _ seed: Int) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = shell(stage, "sleep 0.2; exit 7")
        // The moment and the victim are what the seed chooses; nothing is waited for.
        let moment = 40 * seed
        async let events = stage.execute(plan)
        try await Task.sleep(for: .milliseconds(moment))
        let json = try? JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.started))))
        if let runner = json.flatMap(StartRecord.init(json:))?.process.pid, let own = ProcessTable.entry(of: runner) {
            let victims = [own] + ProcessTable.descendants(of: runner)
            ProcessTable.signal(victims[(seed * 7) % victims.count], SIGKILL)
        }
        let outcome = try end(await events).outcome
        let isTrue = [.exited(code: 7), .signalled(9), .lost, .launchFailed].contains(outcome)
        #expect(isTrue, "\(outcome)")
        await stage.agent.shutDown()
        try await expectNothingLeft(plan, stage)
    }

    @Test("10,000 values arrive byte for byte", arguments: engines)
    func values(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var number: UInt64 = 11
        // Knuth's MMIX constants.
        func next(_ bound: Int) -> Int {
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(number >> 33) % bound
        }
        let awkward: [Character] = ["\n", "\r", "\"", "'", "#", "*", "=", "\\", " ", "\t", "$", "`", "ü", "\u{1F600}"]
        let entries = (0..<10_000).map { index in
            let value = (0..<next(13)).map { _ in awkward[next(awkward.count)] }
            return EnvironmentEntry("V\(index)", String(value))
        }
        var plan = stage.plan(["/usr/bin/env", "-0"], environment: entries)
        plan.logBytesMax = 16 << 20
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        let seen = Set(try stage.output(of: plan).split(separator: "\0").map(String.init))
        let missing = entries.map { "\($0.name)=\($0.value)" }.filter { !seen.contains($0) }
        #expect(missing.isEmpty, "\(missing.prefix(3))")
    }

    @Test("the run has its folders, and what is ours it cannot change", arguments: engines)
    func folders(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = shell(
            stage,
            """
            set -e
            echo kept > /run-dir/kept; echo code > /src/made; echo h > /scratch/home/h; echo t > /scratch/tmp/t
            echo '{"loss": 1}' >> /run/sweep/metrics.jsonl
            test -r /run/sweep/params.json
            ! echo x > /run/sweep/params.json 2> /dev/null
            ! rm -f /run/sweep/metrics.jsonl 2> /dev/null
            ! ip link | grep -qv -e lo: -e loopback
            id -u
            """)
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan) == "\(getuid())\n")
        for path in [plan.layout.files + "/kept", stage.folder + "/work/made"] {
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_uid == getuid(), "\(path)")
        }
        await stage.agent.shutDown()
        #expect(access(plan.layout.scratch, F_OK) != 0, "scratch is gone")
        #expect(access(plan.layout.exactEnvironment, F_OK) != 0, "variables are gone")
    }

    @Test("several processes talk to each other without a network", arguments: engines)
    func loopback(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = shell(
            stage,
            "(echo hello | nc -l -p 4000 127.0.0.1 &); until nc 127.0.0.1 4000 < /dev/null 2>&1; do sleep 0.05; done")
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan).hasSuffix("hello\n"))
    }

    @Test("a program that the kernel killed for want of memory ran out of memory", arguments: engines)
    func memory(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = shell(stage, "dd if=/dev/zero of=/dev/null bs=200M count=1; exit $?")
        plan.container?.memory = ByteCount(bytes: 32 << 20)
        let events = await stage.execute(plan)
        let end = try end(events)
        guard stage.host.enforcesLimits else {
            #expect(end.outcome == .launchFailed)
            #expect(end.lastError?.hasPrefix("cannot limit a container's cores or memory") == true)
            return
        }
        #expect(end.outcome == .outOfMemory)
    }

    @Test("a program that forks without end is stopped by the container's limit", arguments: engines)
    func processes(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = shell(stage, "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max; true")
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        if stage.host.enforcesLimits { #expect(try stage.output(of: plan).contains("4096\n")) }
    }

    @Test("an image without the program, and an image that is gone, are launch failures in words", arguments: engines)
    func gone(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = shell(stage, "true")
        plan.container?.image.id = String(repeating: "0", count: 64)
        let end = try end(await stage.execute(plan))
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError?.hasPrefix("cannot start the container: 'podman' ended with code 125: ") == true)
    }
}
