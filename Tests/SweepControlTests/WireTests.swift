import SweepControl
import SweepModel
import Testing

@Suite struct WireTests {
    private var run: RunObject {
        RunObject(
            run: "digits-3f9k/17", index: 17, state: .failed, reason: .exitCode, lastError: "boom", owner: "ana",
            parameters: ["zeta": 1.0, "alpha": 1, "Mixed": "x"],
            objective: ObjectiveObject(name: "accuracy", value: .nan, step: 3, at: .best),
            metrics: ["accuracy": .double(-.infinity)], attempts: 2, exitCode: 1, queuedAt: Instant(nanoseconds: 0),
            durationSeconds: 1.5)
    }

    @Test("a run is written as the contract says, in its order, with nulls and non-finite numbers as strings")
    func runWrittenContractSays() throws {
        let text = String(decoding: try Wire.bytes(run), as: UTF8.self)
        #expect(
            text == """
                {"run":"digits-3f9k/17","index":17,"state":"failed","reason":"exit-code","last_error":"boom","owner":"ana",\
                "parameters":{"zeta":1.0,"alpha":1,"Mixed":"x"},"objective":{"name":"accuracy","value":"NaN","step":3,\
                "at":"best"},"metrics":{"accuracy":"-Infinity"},"attempts":2,"exit_code":1,"gpus":[],\
                "queued_at":"1970-01-01T00:00:00.000Z","started_at":null,"finished_at":null,"duration_seconds":1.5,"revision":1}
                """)
    }

    @Test("what is written reads back the same")
    func whatWrittenReadsBack() throws {
        var copy = run
        copy.objective?.value = 0.5
        copy.metrics = ["accuracy": 0.5]
        #expect(try Wire.read(RunObject.self, from: Wire.bytes(copy)) == copy)
        let again: RunObject = try Wire.read(from: Wire.bytes(run))
        #expect(again.objective?.value.isNaN == true)
        #expect(again.parameters == run.parameters)
    }

    @Test("the detail of a run holds the run's members beside its own")
    func detailRunHoldsRun() throws {
        let point = MetricPoint(name: "valLoss", step: 0, value: 2, at: Instant(nanoseconds: 0))
        let attempt = AttemptRecord(
            id: AttemptID(run: RunID(sweep: SweepID("s"), index: 1), number: 1), state: .failed, reason: .signal,
            signal: 9, bootID: "b", createdAt: Instant(nanoseconds: 0))
        var copy = run
        copy.objective = nil
        copy.metrics = JSONObject()
        let detail = RunDetail(
            object: copy, metricSummary: [MetricSummaryObject(name: "valLoss", MetricSummary(first: point))],
            attemptList: [AttemptObject(attempt)], runDir: "/r")
        let json = try Wire.json(detail)
        #expect(json["run"] == "digits-3f9k/17")
        #expect(json["metric_summary"]?["valLoss"]?["count"] == 1)
        #expect(json["attempt_list"]?.arrayValue?.first?["signal"] == 9)
        #expect(try Wire.read(RunDetail.self, from: json) == detail)
    }

    @Test(
        "a body that does not fit is refused with the place",
        arguments: [
            (#"{"#, "at byte"), (#"{"detail":1}"#, "is missing"), (#"[]"#, "an object"),
            (#"{"sweep":"s","runs":"many"}"#, "in 'runs': expected an integer"),
            (#"{"sweep":5,"runs":1}"#, "in 'sweep': expected a string"),
        ])
    func bodyThatDoesNot(text: String, words: String) throws {
        do {
            let response: SubmissionResponse = try Wire.read(from: Array(text.utf8))
            Issue.record("read \(response)")
        } catch {
            #expect(error.code == .usage)
            #expect(error.message.contains(words), "\(error.message)")
        }
    }

    @Test("a submission reads back the same, absent members are nil")
    func submissionReadsBackSame() throws {
        let request = Samples.submission
        #expect(try Wire.read(SubmissionRequest.self, from: Wire.bytes(request)) == request)
        let empty: RetryRequest = try Wire.read(from: Array("{}".utf8))
        #expect(empty == RetryRequest())
    }

    @Test("seeds beyond the range of JSON's integers survive")
    func seedsBeyondRangeJson() throws {
        let sweep = Samples.sweep(seed: .max)
        #expect(try Wire.read(SweepObject.self, from: Wire.bytes(sweep)).seed == .max)
    }

    @Test("a fault survives the way through a problem document", arguments: Fault.Code.allCases)
    func faultSurvivesWayThrough(code: Fault.Code) throws {
        let fault = Fault(
            code, "cannot do it: 'x'", hint: "do it",
            details: [Diagnostic(.error, line: 1, column: 2, "bad", hint: nil)])
        let problem: Problem = try Wire.read(from: Wire.bytes(Problem(fault)))
        #expect(problem.fault == fault)
        #expect((400...599).contains(problem.status))
    }
}
