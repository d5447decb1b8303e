import Glibc
import SweepModel
import SweepRunner
import Testing

/// What the runner believes where an init within a container tells how the program went. The init here is the real one;
/// shells play the engine's client and its monitor.
@Suite struct WitnessTests {
    /// A plan whose client is the init itself.
    private func plan(_ stage: RunnerStage, _ argv: [String], timeLimit: Span? = nil) throws -> RunnerPlan {
        let path = try RunnerStage.executable("sweep-init")
        var plan = try stage.plan(["sweep-init", "--"] + argv, executable: path, timeLimit: timeLimit)
        plan.witness = true
        return plan
    }

    /// A plan whose client is a shell script, in which `init` starts the init.
    private func client(_ stage: RunnerStage, _ script: String) throws -> RunnerPlan {
        let path = try RunnerStage.executable("sweep-init")
        var plan = try stage.shell("init() { \(path) \"$@\"; }; \(script)")
        plan.witness = true
        return plan
    }

    @Test("the init's word is the record, whatever the client's exit code says")
    func word() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: client(stage, "init /bin/sh -c 'exit 9'; exit 0"))
        #expect(record.outcome == .exited(code: 9) && record.waitStatus == 9 << 8)
        #expect(record.lostReason == nil && record.launchError == nil)
        #expect(record.endedAt >= record.startedAt && record.duration > .zero)
    }

    @Test("a signal and what was used arrive raw")
    func usage() throws {
        let stage = try RunnerStage()
        let script = "import os\nx = bytearray(100 << 20)\nfor _ in range(3000000): pass\nos.kill(os.getpid(), 9)"
        let record = try stage.record(of: plan(stage, ["/usr/bin/python3", "-c", script]))
        #expect(record.outcome == .signalled(9))
        #expect(record.userTime > .milliseconds(10) && record.residentBytesMax > 100 << 20)
    }

    @Test("its start is told once it has started, and when")
    func start() throws {
        let stage = try RunnerStage()
        let gate = try stage.makeGate("gate")
        let plan = try client(stage, "read x < \(gate.path); init /bin/sh -c 'read x < \(gate.path)'")
        stage.send(plan)
        gate.release()
        let poke = try stage.poke()
        gate.release()
        #expect(try stage.hasDone(plan))
        let startedAt = try stage.exitRecord(plan).startedAt
        #expect(poke == "started \(plan.attempt) \(startedAt.nanoseconds)")
    }

    @Test("a program that the container lacks is a launch failure in the init's words")
    func missing() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: plan(stage, ["/no/such"]))
        #expect(record.outcome == .launchFailed && record.launchErrno == ENOENT)
        #expect(record.launchError == "cannot start '/no/such': No such file or directory")
    }

    @Test("a client that ends without a word from the init is a launch failure, also with code 0", arguments: [0, 125])
    func silence(_ code: Int) throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: client(stage, "exit \(code)"))
        #expect(record.outcome == .launchFailed && record.waitStatus == nil)
        #expect(record.launchError == "cannot start the container: 'sh' ended with code \(code)")
    }

    @Test("a client that is killed costs the attempt its end, and leaves nothing")
    func killedClient() throws {
        let stage = try RunnerStage()
        let go = try stage.makeGate("go")
        let plan = try client(stage, "init /bin/sh -c 'exec sleep 1000' & read x < \(go.path); kill -9 $$")
        stage.send(plan)
        // That it began is known before its client goes.
        _ = try stage.poke()
        go.release()
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.outcome == .lost)
        #expect(record.lostReason == "its container told no exit status: 'sh' was ended by signal 9")
        #expect(ProcessTable.descendants(of: stage.pid).isEmpty)
    }

    @Test("a client that hangs after the program's end is ended, and the program's status counts")
    func hangingClient() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: client(stage, "init /bin/sh -c 'exit 9'; exec sleep 1000"))
        #expect(record.outcome == .exited(code: 9) && record.stop == .none)
    }

    @Test("an init that is killed leaves a lost attempt")
    func killedInit() throws {
        let stage = try RunnerStage()
        let gate = try stage.makeGate("gate")
        let plan = try plan(stage, ["/bin/sh", "-c", "read x < \(gate.path); kill -9 $PPID; exec sleep 1000"])
        stage.send(plan)
        _ = try stage.poke()
        gate.release()
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.outcome == .lost)
        #expect(record.lostReason == "its container told no exit status: 'sweep-init' was ended by signal 9")
    }

    @Test("the program can neither reach the descriptor nor look into the init")
    func descriptor() throws {
        let stage = try RunnerStage()
        let script = """
            import os, sys
            print(os.path.exists('/proc/self/fd/3'))
            try: open(f'/proc/{os.getppid()}/fd/3', 'w').write('ended 0 1 0 0 0 0\\n')
            except PermissionError: print('refused')
            sys.exit(3)
            """
        // A container's root has no capability with which it could look.
        let powerless = getuid() == 0 ? ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"] : []
        let plan = try plan(stage, powerless + ["/usr/bin/python3", "-c", script])
        #expect(try stage.record(of: plan).outcome == .exited(code: 3))
        #expect(try stage.output(plan) == "False\nrefused\n")
    }

    @Test("requests reach the program as its own signals", arguments: [SIGINT, SIGTERM])
    func request(_ number: Int32) throws {
        let stage = try RunnerStage()
        let ready = try stage.makeGate("ready")
        let script = """
            trap '' INT TERM; trap 'exit \(40 + number)' \(number)
            echo r > \(ready.path); while :; do sleep 0.05; done
            """
        let plan = try plan(stage, ["/bin/sh", "-c", script])
        stage.send(plan)
        _ = try ready.line()
        stage.signal(SIGTERM)
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.outcome == .exited(code: Int(40 + number)) && record.stop == .requested)
    }

    @Test("a time limit on a program that ignores everything is a time limit, though no status came")
    func timeLimit() throws {
        let stage = try RunnerStage()
        let record = try stage.record(
            of: plan(stage, ["/bin/sh", "-c", "trap '' INT TERM; sleep 1000"], timeLimit: .milliseconds(200)))
        #expect(record.outcome == .timedOut && record.stop == .timeLimit)
    }

    @Test("signals begin at their defaults and unblocked, in a session of the program's own")
    func signals() throws {
        let stage = try RunnerStage()
        let script = """
            import os
            print([l.split()[1] for l in open('/proc/self/status') if l[:6] in ('SigBlk', 'SigIgn')])
            print(os.getsid(0) == os.getpid())
            """
        let plan = try plan(stage, ["/usr/bin/python3", "-Sc", script])
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
        // Python itself ignores SIGPIPE and SIGXFSZ.
        #expect(try stage.output(plan) == "['0000000000000000', '0000000001001000']\nTrue\n")
    }

    @Test("a thousand orphans are reaped")
    func orphans() throws {
        let stage = try RunnerStage()
        let script = """
            import os, time
            for _ in range(1000):
                pid = os.fork()
                if pid == 0:
                    os._exit(0) if os.fork() else os._exit(0)
                os.waitpid(pid, 0)
            def children():
                return open(f'/proc/{os.getppid()}/task/{os.getppid()}/children').read().split()
            while children() != [str(os.getpid())]: time.sleep(0.01)
            """
        let record = try stage.record(of: plan(stage, ["/usr/bin/python3", "-c", script], timeLimit: .seconds(60)))
        #expect(record.outcome == .exited(code: 0))
    }

    @Test("processes that the kernel killed for want of memory make a failure one of memory")
    func memory() {
        var record = ExitRecord(
            attempt: "a/1.1", waitStatus: 9, stop: .none, startedAt: Instant(nanoseconds: 1),
            endedAt: Instant(nanoseconds: 2), duration: .zero, userTime: .zero, systemTime: .zero,
            residentBytesMax: 0, standardOutput: CaptureRecord(), standardError: CaptureRecord())
        record.oomKills = 1
        #expect(record.outcome == .outOfMemory && ExitRecord(json: .object(record.json)) == record)
        record.waitStatus = 0
        #expect(record.outcome == .exited(code: 0))
    }
}
