import SweepModel
import Testing

@Suite struct RunnerRecordTests {
    private let exit = ExitRecord(
        attempt: "a/1.2", waitStatus: 256, stop: .none, startedAt: Instant(nanoseconds: 5),
        endedAt: Instant(nanoseconds: 9), duration: Span(nanoseconds: 4), userTime: Span(nanoseconds: 2),
        systemTime: Span(nanoseconds: 1), residentBytesMax: 4096,
        standardOutput: CaptureRecord(bytes: 10, dropped: 3, head: 5), standardError: CaptureRecord())

    @Test func `records come back as they were written`() throws {
        let start = StartRecord(
            attempt: "a/1.2", process: ProcessIdentity(pid: 7, startTicks: 99, bootID: "b"),
            startedAt: Instant(nanoseconds: 5))
        #expect(StartRecord(json: try JSONParser.parse(start.json.text())) == start)
        #expect(ExitRecord(json: try JSONParser.parse(exit.json.text())) == exit)
        var failed = exit
        (failed.waitStatus, failed.launchErrno, failed.launchError) = (nil, 2, "no such file")
        #expect(ExitRecord(json: try JSONParser.parse(failed.json.text())) == failed)
    }

    @Test func `a plan comes back as it was written`() throws {
        var plan = RunnerPlan(
            attempt: "a/1.2", records: "/r", argv: ["python3", "a b", "\"\n"], executable: "/usr/bin/python3",
            environment: [EnvironmentEntry("A", "1=2\n"), EnvironmentEntry("B", "")], workingDirectory: "/w",
            timeLimit: .seconds(3), stopGrace: .seconds(30), logBytesMax: 1 << 20, agentSocket: "/s")
        #expect(RunnerPlan(json: try JSONParser.parse(plan.json.text())) == plan)
        (plan.timeLimit, plan.unit) = (nil, "sweep-a-1-2")
        #expect(RunnerPlan(json: try JSONParser.parse(plan.json.text())) == plan)
        plan.argv = []
        #expect(RunnerPlan(json: .object(plan.json)) == nil)
    }

    @Test func `a plan with entries of the wrong kind is refused`() {
        for (name, value) in [("argv", ["a", 1]), ("environment", [["A"]]), ("environment", [["A", 1]])]
            as [(String, JSONValue)]
        {
            var plan = RunnerPlan(
                attempt: "a/1.1", records: "/r", argv: ["a"], executable: "/a", environment: [], workingDirectory: "/",
                timeLimit: nil, stopGrace: .zero, logBytesMax: 1, agentSocket: "/s"
            ).json
            plan[name] = value
            #expect(RunnerPlan(json: .object(plan)) == nil)
        }
    }

    @Test func `an exit record changed in any member is not believed`() {
        for member in exit.json.members {
            var json = exit.json
            json[member.name] = nil
            #expect(ExitRecord(json: .object(json)) == (member.value == .null ? exit : nil), "without \(member.name)")
            guard let number = member.value.intValue else { continue }
            json[member.name] = .int(number + 1)
            #expect(ExitRecord(json: .object(json)) == nil, "with another \(member.name)")
        }
    }

    @Test func `any flipped bit of an exit record is noticed or harmless`() {
        let bytes = Array(exit.json.text().utf8)
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << bit
                guard let json = try? JSONParser.parse(damaged), let read = ExitRecord(json: json) else { continue }
                #expect(read == exit)
            }
        }
    }

    @Test(
        arguments: [
            (0, ExitRecord.Stop.none, Outcome.exited(code: 0)), (256, .none, .exited(code: 1)),
            (0xFF00, .none, .exited(code: 255)), (9, .none, .signalled(9)), (0x8B, .none, .signalled(11)),
            (15, .requested, .signalled(15)), (9, .timeLimit, .timedOut), (nil, .none, .launchFailed),
        ] as [(Int32?, ExitRecord.Stop, Outcome)])
    func `a wait status is read as waitpid means it`(status: Int32?, stop: ExitRecord.Stop, outcome: Outcome) {
        var record = exit
        (record.waitStatus, record.stop) = (status, stop)
        #expect(record.outcome == outcome)
    }

    @Test func `the paths of an attempt lie where the contract says`() {
        let layout = AttemptLayout(
            runsFolder: "/s/runs", envFolder: "/e",
            attempt: AttemptID(run: RunID(sweep: SweepID("a-1"), index: 3), number: 2))
        #expect(layout.files == "/s/runs/a-1/3/files")
        #expect(layout.work == "/s/runs/a-1/3/work")
        #expect(layout.metrics == "/s/runs/a-1/3/attempt-2/metrics.jsonl")
        #expect(layout.environment == "/e/a-1.3.2.env")
    }
}
