import SweepControl
import SweepModel
import Testing

@Suite struct QueryTests {
    @Test("queries read back what they were")
    func queriesReadBackWhat() throws {
        var runs = RunsQuery()
        runs.states = [.failed, .running]
        runs.sort = .durationSeconds
        runs.descending = true
        runs.limit = 7
        runs.condition = try Expression("`val/loss` < 0.5 and x + y > 1")
        let condition = "where=%60val%2Floss%60%20%3C%200.5%20and%20x%20%2B%20y%20%3E%201"
        #expect(
            runs.items.text == "state=failed%2Crunning&\(condition)&sort=duration_seconds&descending=true&limit=7")
        #expect(try RunsQuery(QueryItems(runs.items.text)) == runs)
        var best = BestQuery()
        best.metric = "val/loss & more"
        best.goal = .minimize
        #expect(try BestQuery(QueryItems(best.items.text)) == best)
        var logs = LogsQuery()
        (logs.attempt, logs.stream, logs.follow, logs.from) = (2, .stderr, true, 10)
        #expect(try LogsQuery(QueryItems(logs.items.text)) == logs)
        var events = EventsQuery()
        (events.after, events.follow) = (99, true)
        #expect(try EventsQuery(QueryItems(events.items.text)) == events)
        var sweeps = SweepsQuery()
        (sweeps.states, sweeps.owner) = ([.held], "ana")
        #expect(try SweepsQuery(QueryItems(sweeps.items.text)) == sweeps)
    }

    @Test(
        "what is not described is refused",
        arguments: [
            "limit=0", "limit=x", "limit=100001", "state=done", "state=", "sort=name", "descending=yes", "unknown=1",
            "limit=1&limit=2", "state=%zz", "state=%ff", "after=3&sort=state",
        ])
    func whatNotDescribedRefused(text: String) {
        #expect(throws: Fault.self) { try RunsQuery(QueryItems(text)) }
    }

    @Test(
        "a condition that can never hold is refused with its column",
        arguments: [
            ("loss <", "column 7: expected a value, got the end"),
            ("loss + 1", "column 1: expected a condition, got a number"),
            ("state < 3", "column 7: '<' takes two numbers or two texts, got text and a number"),
            ("los(1)", "column 1: there is no function 'los'"),
        ])
    func conditionRefused(text: String, words: String) throws {
        let refused = #expect(throws: Fault.self) {
            try RunsQuery(QueryItems("where=" + PercentCoding.encode(text)))
        }
        #expect(refused?.code == .usage && refused?.message == "cannot read the condition: \(words)")
    }

    @Test("a condition has a longest length")
    func conditionLength() throws {
        let text = "x <" + String(repeating: " ", count: RunsQuery.conditionMax - 4) + "1"
        #expect(try RunsQuery.condition(text)?.text == text)
        #expect(throws: Fault.self) { try RunsQuery.condition(text + " ") }
        #expect(throws: Fault.self) { try RunsQuery(QueryItems("where=" + PercentCoding.encode(text + " "))) }
    }

    @Test(
        "names in paths are percent-encoded",
        arguments: [
            ("@last", "%40last"), ("a b/c", "a%20b%2Fc"), ("ü", "%C3%BC"), ("plain-1.2_~", "plain-1.2_~"),
            ("\n", "%0A"),
        ])
    func namesPathsPercentEncoded(text: String, encoded: String) {
        #expect(PercentCoding.encode(text) == encoded)
        #expect(PercentCoding.decode(encoded) == text)
        #expect(ControlRequest(.showSweep, sweep: text).target == "/v1/sweeps/\(encoded)")
    }

    @Test("broken escapes are refused", arguments: ["%", "%1", "%zz", "%ff"])
    func brokenEscapesRefused(text: String) { #expect(PercentCoding.decode(text) == nil) }

    @Test("a request names the run's place")
    func requestNamesRunS() {
        let request = ControlRequest(.showManifest, sweep: "@last", index: 3, query: QueryItems(attempt: 2))
        #expect(request.target == "/v1/runs/%40last/3/manifest?attempt=2")
    }
}

@Suite struct EventStreamTests {
    @Test("events arrive whole, however the stream is cut")
    func eventsArriveWholeHowever() throws {
        let bytes = try Array(":\n\n".utf8) + EventStream.bytes(Samples.event) + EventStream.bytes(Samples.event)
        for size in [1, 2, 7, bytes.count] {
            var parser = EventStreamParser()
            var events: [EventObject] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                for data in try parser.take(bytes[start..<min(bytes.count, start + size)]) {
                    events.append(try Wire.read(from: data))
                }
            }
            #expect(events == [Samples.event, Samples.event])
        }
    }

    @Test("carriage returns, comments, other fields and several data lines are understood")
    func carriageReturnsCommentsOther() throws {
        var parser = EventStreamParser()
        let text = ":hello\r\nid: 4\r\nevent: x\r\ndata: a\r\ndata:b\r\n\r\n\n\ndata: c\n\n"
        let data = try parser.take(text.utf8)
        #expect(data.map { String(decoding: $0, as: UTF8.self) } == ["a\nb", "c"])
    }
}
