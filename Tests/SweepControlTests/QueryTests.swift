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
        #expect(runs.items.text == "state=failed%2Crunning&sort=duration_seconds&descending=true&limit=7")
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
