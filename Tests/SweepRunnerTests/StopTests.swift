import Glibc
import SweepModel
import SweepRunner
import Testing

@Suite struct StopTests {
    @Test("a time limit interrupts the program")
    func timeLimit() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: stage.shell("exec sleep 600", timeLimit: .milliseconds(300)))
        #expect(record.stop == .timeLimit && record.outcome == .timedOut)
        #expect(record.waitStatus == SIGINT)
        #expect(record.duration >= .milliseconds(300))
    }

    @Test("a program that ends within its time limit is not touched")
    func withinTimeLimit() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: stage.shell("exit 4", timeLimit: .seconds(600)))
        #expect(record.outcome == .exited(code: 4) && record.stop == .none)
    }

    @Test("a program may use its grace to end in order")
    func grace() throws {
        let stage = try RunnerStage()
        let ready = try stage.makeGate("ready")
        let plan = try stage.shell(
            "trap 'echo saved; exit 5' INT; echo r > \(ready.path); while :; do sleep 0.05; done",
            stopGrace: .seconds(600))
        stage.send(plan)
        _ = try ready.line()
        stage.signal(SIGTERM)
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.outcome == .exited(code: 5) && record.stop == .requested)
        #expect(try stage.output(plan) == "saved\n")
    }

    @Test("a program that ignores SIGINT and SIGTERM is killed, with all that it started")
    func stubborn() throws {
        let stage = try RunnerStage()
        let ready = try stage.makeGate("ready")
        let plan = try stage.python(
            """
            import os, signal, time
            for s in (signal.SIGINT, signal.SIGTERM):
                signal.signal(s, lambda n, f: print(signal.Signals(n).name, flush=True))
            if os.fork() == 0:
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                open('\(ready.path)', 'w').write('r\\n')
            while True: time.sleep(60)
            """)
        stage.send(plan)
        _ = try ready.line()
        stage.signal(SIGTERM)
        stage.signal(SIGTERM)
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.waitStatus == SIGKILL && record.stop == .requested)
        #expect(record.duration >= .seconds(5))
        #expect(try stage.output(plan) == "SIGINT\nSIGTERM\n")
        #expect(ProcessTable.descendants(of: stage.pid).isEmpty)
    }

    @Test("SIGUSR1 kills at once")
    func kill() throws {
        let stage = try RunnerStage()
        let ready = try stage.makeGate("ready")
        let plan = try stage.shell("trap '' INT TERM; echo r > \(ready.path); sleep 600; sleep 600")
        stage.send(plan)
        _ = try ready.line()
        stage.signal(SIGUSR1)
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.waitStatus == SIGKILL && record.stop == .requested)
        #expect(record.duration < .seconds(60))
    }

    @Test("no descendant outlives the record, whatever it did to escape", arguments: ["SIG_DFL", "SIG_IGN"])
    func descendants(_ disposition: String) throws {
        let stage = try RunnerStage()
        let ready = try stage.makeGate("ready")
        let plan = try stage.python(
            """
            import os, signal, time
            signal.signal(signal.SIGTERM, signal.\(disposition))
            told, tell = os.pipe()
            for _ in range(3):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.closerange(0, 3)
                        os.write(os.open('\(ready.path)', os.O_WRONLY), b'%8d' % os.getpid())
                        os.write(tell, b'.')
                        time.sleep(600)
                    os._exit(0)
                os.wait()
                os.read(told, 1)
            os.system('sleep 600 &')
            os._exit(6)
            """)
        let record = try stage.record(of: plan)
        #expect(record.outcome == .exited(code: 6) && record.stop == .none)
        let pids = try ready.line().split(separator: " ").compactMap { Int32($0) }
        #expect(pids.count == 3)
        for pid in pids { #expect(Glibc.kill(pid, 0) == -1 && errno == ESRCH) }
        #expect(ProcessTable.descendants(of: stage.pid).isEmpty)
    }

    @Test("a stop that came before the attempt began is not counted against it")
    func earlyStop() throws {
        let stage = try RunnerStage()
        #expect(try stage.record(of: stage.shell("exit 0")).stop == .none)
        stage.signal(SIGTERM)
        let record = try stage.record(of: stage.shell("exit 3"))
        #expect(record.outcome == .exited(code: 3) && record.stop == .none)
    }
}
