import SweepAgent
import SweepEngines
import SweepModel
import Testing

/// What is told of a container whose memory is limited, where this host can limit it.
@Suite struct ContainerMemoryTests {
    private static let engines = ContainerTests.engines
    private static let tooMuch = "dd if=/dev/zero of=/dev/null bs=200M count=1"

    private func end(_ engine: String, _ script: String) async throws -> AttemptEnd? {
        let stage = try await EngineStage(engine: engine)
        var plan = stage.shell(script)
        plan.container?.memory = ByteCount(bytes: 32 << 20)
        let end = try stage.end(await stage.execute(plan))
        if stage.host.enforcesLimits { return end }
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError?.hasPrefix("cannot enforce 'resources.memory' of a container") == true)
        return nil
    }

    @Test(
        "what fails after the kernel killed a process of it for want of memory ran out of memory", arguments: engines,
        ["exec \(tooMuch)", "\(tooMuch); exit $?", "\(tooMuch) & wait; exit 3", "\(tooMuch); kill -9 $$"])
    func killed(_ engine: String, _ script: String) async throws {
        guard let end = try await end(engine, script) else { return }
        #expect(end.outcome == .outOfMemory, "\(end)")
    }

    @Test("what ends well although a process of it ran out of memory has finished", arguments: engines)
    func recovered(_ engine: String) async throws {
        guard let end = try await end(engine, "\(Self.tooMuch); exit 0") else { return }
        #expect(end.outcome == .exited(code: 0))
    }

    @Test("SIGKILL by anybody else is a signal", arguments: engines)
    func somebody(_ engine: String) async throws {
        guard let end = try await end(engine, "kill -9 $$") else { return }
        #expect(end.outcome == .signalled(9))
    }

    @Test("where the init itself is the victim its control group tells", arguments: engines)
    func victim(_ engine: String) async throws {
        // Being root's there, the program may offer the init to the kernel; what fills the memory belongs to no process.
        let script = """
            echo 1000 > /proc/1/oom_score_adj || exit 9
            dd if=/dev/zero of=/dev/shm/x bs=1M count=30; \(Self.tooMuch); exec sleep 20
            """
        guard let end = try await end(engine, script) else { return }
        #expect(end.outcome == .outOfMemory, "\(end)")
        #expect(end.lastError?.contains("its memory ran out, and its first process was killed") == true, "\(end)")
    }
}
