import CSweepShims
import FoundationEssentials
import Glibc
import SweepModel
import SweepRunner
import Testing

@Suite struct ProtocolTests {
    @Test("one runner serves plans one after another and goes when its agent goes")
    func severalPlans() throws {
        let stage = try RunnerStage()
        let plans = try (0..<20).map { try stage.shell("echo \($0); exit \($0)") }
        for plan in plans { stage.send(plan) }
        for (code, plan) in plans.enumerated() {
            #expect(try stage.hasDone(plan))
            #expect(try stage.exitRecord(plan).outcome == .exited(code: code))
            #expect(try stage.output(plan) == "\(code)\n")
        }
        stage.hangUp()
        #expect(try stage.end() == 0)
    }

    @Test("the start is recorded before the program runs, and both are told")
    func pokes() throws {
        let stage = try RunnerStage()
        let go = try stage.makeGate("go")
        let plan = try stage.shell("read line < \(go.path)")
        stage.send(plan)
        let news = try stage.poke().split(separator: " ").map(String.init)
        let started = try #require(StartRecord(json: JSONParser.parse(stage.contents(plan.records + "/started.json"))))
        #expect(started.attempt == plan.attempt)
        #expect(started.process == ProcessTable.identity(of: stage.pid))
        #expect(access(plan.records + "/exit.json", F_OK) != 0)
        go.release()
        #expect(try stage.hasDone(plan))
        let record = try stage.exitRecord(plan)
        #expect(record.outcome == .exited(code: 0))
        #expect(news == ["started", plan.attempt, "\(record.startedAt.nanoseconds)"])
    }

    @Test("an attempt that was started or given up is refused and left as it was")
    func startedBefore() throws {
        let stage = try RunnerStage()
        let plan = try stage.shell("touch ran")
        try "{}".write(toFile: plan.records + "/started.json", atomically: false, encoding: .utf8)
        stage.send(plan)
        #expect(try stage.answer() == "refused \(plan.attempt)")
        #expect(try stage.contents(plan.records + "/started.json") == Array("{}".utf8))
        #expect(access(stage.folder + "/ran", F_OK) != 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: plan.records).sorted() == ["started.json"])
        #expect(try stage.record(of: stage.shell("exit 0")).outcome == .exited(code: 0))
    }

    @Test("an attempt whose lock another holds is refused, and can be started once it is free")
    func locked() throws {
        let stage = try RunnerStage()
        let plan = try stage.shell("exit 0")
        let lock = open(plan.records, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(sweep_try_lock(lock, 1) == 0)
        stage.send(plan)
        #expect(try stage.answer() == "refused \(plan.attempt)")
        #expect(access(plan.records + "/started.json", F_OK) != 0)
        close(lock)
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
    }

    @Test("the lock is held while the attempt runs and free when the answer has come")
    func lockHeld() throws {
        let stage = try RunnerStage()
        let (ready, go) = (try stage.makeGate("ready"), try stage.makeGate("go"))
        let plan = try stage.shell("echo r > \(ready.path); read line < \(go.path)")
        stage.send(plan)
        _ = try ready.line()
        let lock = open(plan.records, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(lock) }
        #expect(sweep_try_lock(lock, 1) == -EWOULDBLOCK)
        go.release()
        #expect(try stage.hasDone(plan))
        #expect(sweep_try_lock(lock, 1) == 0)
    }

    @Test("an agent that goes in the middle takes nothing with it")
    func hangUp() throws {
        let stage = try RunnerStage()
        let (ready, go) = (try stage.makeGate("ready"), try stage.makeGate("go"))
        let plan = try stage.shell("echo r > \(ready.path); read line < \(go.path); echo $line; exit 9")
        stage.send(plan)
        _ = try ready.line()
        stage.hangUp()
        for number in [SIGHUP, SIGINT, SIGPIPE] { stage.signal(number) }
        #expect(try stage.poke().hasPrefix("started \(plan.attempt) "))
        go.release("on")
        #expect(try stage.poke() == "ended \(plan.attempt)")
        #expect(try stage.end() == 0)
        #expect(try stage.exitRecord(plan).outcome == .exited(code: 9))
        #expect(try stage.output(plan) == "on\n")
    }

    @Test("a killed runner leaves the start and no end")
    func killed() throws {
        let stage = try RunnerStage()
        let (ready, go) = (try stage.makeGate("ready"), try stage.makeGate("go"))
        let plan = try stage.shell("echo r > \(ready.path); read line < \(go.path)")
        stage.send(plan)
        _ = try ready.line()
        stage.signal(SIGKILL)
        #expect(try stage.end() == SIGKILL)
        go.release()
        #expect(access(plan.records + "/started.json", F_OK) == 0)
        #expect(access(plan.records + "/exit.json", F_OK) != 0)
    }

    @Test("a program that removes the records is said to have left none")
    func recordsRemoved() throws {
        let stage = try RunnerStage()
        let plan = try stage.plan(["/bin/rm", "-rf", "\(stage.folder)/attempt-1"])
        stage.send(plan)
        let reason = "no-record: cannot open 'exit.json.new': no such file or directory"
        #expect(try stage.answer() == "failed \(plan.attempt) \(reason)")
        #expect(try stage.record(of: stage.shell("exit 0")).outcome == .exited(code: 0))
    }

    @Test("a records folder that is missing or a link is said not to be started")
    func recordsMissing() throws {
        let stage = try RunnerStage()
        let plan = try stage.shell("exit 0")
        try #require(rename(plan.records, plan.records + "-away") == 0)
        stage.send(plan)
        #expect(try stage.answer().hasPrefix("failed \(plan.attempt) not-started: cannot open '\(plan.records)': no "))
        try #require(symlink(plan.records + "-away", plan.records) == 0)
        stage.send(plan)
        #expect(try stage.answer().hasPrefix("failed \(plan.attempt) not-started: cannot open '\(plan.records)': "))
    }

    @Test("a line that is no plan is said to be none", arguments: ["", "{}", "[1", "{\"attempt\":\"a\"}"])
    func invalid(_ line: String) throws {
        let stage = try RunnerStage()
        stage.send(line: line)
        #expect(try stage.answer() == "invalid plan")
        #expect(try stage.record(of: stage.shell("exit 0")).outcome == .exited(code: 0))
    }

    @Test("without a socket the runner explains itself and exits with 64")
    func misuse() throws {
        var ends: [Int32] = [-1, -1]
        try #require(sweep_pipe(&ends) == 0)
        let pid = try RunnerStage.spawn([try RunnerStage.executable()], standardIO: [-1, -1, ends[1]])
        close(ends[1])
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid && status >> 8 == 64)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(ends[0], &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        close(ends[0])
        #expect(text.hasPrefix("sweep-runner: cannot receive plans on standard input: "))
    }

    @Test func `a runner that is asked tells who it is, and serves plans before and after`() throws {
        let stage = try RunnerStage()
        stage.send(line: RunnerIntroduction.request)
        let identity = try #require(RunnerIntroduction.identity(in: try stage.answer()))
        #expect(identity.pid == stage.pid && ProcessTable.isAlive(identity))
        let plan = try stage.shell("exit 3")
        #expect(try stage.record(of: plan).outcome == .exited(code: 3))
        stage.send(line: RunnerIntroduction.request)
        #expect(RunnerIntroduction.identity(in: try stage.answer()) == identity)
    }

    @Test(arguments: ["", "runner", "runner x 1 b", "runner 0 1 b", "runner 1 1 b c", "done a.1 {}"])
    func `other lines are no introduction`(line: String) {
        #expect(RunnerIntroduction.identity(in: line) == nil)
    }
}
