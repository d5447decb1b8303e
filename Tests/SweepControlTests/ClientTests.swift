import Glibc
import SweepControl
import SweepModel
import Testing

@Suite struct ClientTests {
    @Test("an answer is read as JSON")
    func answerReadJson() async throws {
        let text = String(decoding: try Wire.bytes(Samples.host), as: UTF8.self)
        let server = try TinyServer([TinyServer.answer("200 OK", "application/json", text)])
        let client = ControlClient(socket: server.path)
        let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
        #expect(host == Samples.host)
        await client.close()
    }

    @Test("method, path, query and body go over the wire")
    func methodPathQueryBody() async throws {
        let server = try TinyServer([
            TinyServer.answer("200 OK", "text/plain", "{request}"), TinyServer.answer("200 OK", "text/plain", "ok"),
        ])
        let client = ControlClient(socket: server.path)
        let request = ControlRequest(.collectGarbage, query: QueryItems(dryRun: true))
        // The length of the answer was computed before the request was put in: the beginning is what counts.
        let echoed = String(decoding: try await client.bytes(of: request), as: UTF8.self)
        #expect("POST /v1/gc?dry_run=true HTTP/1.1".hasPrefix(echoed) && echoed.hasPrefix("POST /v1"))
        let submission = try ControlRequest(.submitSweep, body: Samples.submission)
        #expect(try await client.bytes(of: submission) == Array("ok".utf8))
        await client.close()
    }

    @Test("a problem document becomes the daemon's fault")
    func problemDocumentBecomesDaemon() async throws {
        let fault = Fault(.conflict, "cannot pause the sweep: it is finished", hint: "nothing to do")
        let text = String(decoding: try Wire.bytes(Problem(fault)), as: UTF8.self)
        let server = try TinyServer([TinyServer.answer("409 Conflict", Problem.contentType, text)])
        let client = ControlClient(socket: server.path)
        await #expect(throws: fault) { try await client.bytes(of: ControlRequest(.pauseSweep, sweep: "s")) }
        await client.close()
    }

    @Test(
        "an answer of something else is an internal fault",
        arguments: [
            TinyServer.answer("502 Bad Gateway", "text/html", "<p>"),
            TinyServer.answer("200 OK", "application/json", "{"),
            TinyServer.answer("200 OK", "application/json", "[]"),
        ])
    func answerSomethingElseInternal(answer: String) async throws {
        let server = try TinyServer([answer])
        let client = ControlClient(socket: server.path)
        let fault = await #expect(throws: Fault.self) {
            try await client.answer(HostObject.self, to: ControlRequest(.showHost))
        }
        #expect(fault?.code == .internal)
        await client.close()
    }

    @Test(
        "an answer that breaks off is told as a lost connection",
        arguments: [
            "", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        ])
    func answerThatBreaksOff(answer: String) async throws {
        let server = try TinyServer([answer])
        let client = ControlClient(socket: server.path)
        let fault = await #expect(throws: Fault.self) { try await client.bytes(of: ControlRequest(.showHost)) }
        #expect(fault?.code == .unreachable)
        #expect(fault?.message.contains("lost the connection") == true, "\(String(describing: fault))")
        await client.close()
    }

    @Test("events are followed until the stream ends, or until enough")
    func eventsFollowedUntilStream() async throws {
        let event = String(decoding: try EventStream.bytes(Samples.event), as: UTF8.self)
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        let chunk = String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n"
        let stream = head + chunk + chunk + chunk + "0\r\n\r\n"
        let server = try TinyServer([stream, stream])
        let client = ControlClient(socket: server.path)
        var events: [EventObject] = []
        try await client.followEvents(of: "@last") { event throws(Fault) in
            events.append(event)
            return .more
        }
        #expect(events == [Samples.event, Samples.event, Samples.event])
        var count = 0
        try await client.followEvents(of: "@last") { _ throws(Fault) in
            count += 1
            return count == 2 ? .enough : .more
        }
        #expect(count == 2)
        await client.close()
    }

    @Test("a large body arrives whole")
    func largeBodyArrivesWhole() async throws {
        let body = String(repeating: "0123456789", count: 500_000)
        let server = try TinyServer([TinyServer.answer("200 OK", "text/yaml", body)])
        let client = ControlClient(socket: server.path)
        let bytes = try await client.bytes(of: ControlRequest(.showSpecification, sweep: "s"))
        #expect(bytes.count == 5_000_000)
        await client.close()
    }

    @Test("a socket that is missing is told with what to do")
    func socketThatMissingTold() async throws {
        let client = ControlClient(socket: "/nonexistent/sweepd.sock")
        let fault = await #expect(throws: Fault.self) { try await client.bytes(of: ControlRequest(.showHost)) }
        #expect(fault?.code == .unreachable)
        #expect(fault?.message == "cannot reach sweepd at '/nonexistent/sweepd.sock': there is no such socket")
        #expect(fault?.hint?.contains("sweepctl try") == true)
        await client.close()
    }

    @Test("a socket on which nobody listens is told as such")
    func socketOnWhichNobody() async throws {
        let path: String
        do {
            let server = try TinyServer([])
            path = server.path + ".old"
            try #require(link(server.path, path) == 0)
        }
        defer { unlink(path) }
        let client = ControlClient(socket: path)
        let fault = await #expect(throws: Fault.self) { try await client.bytes(of: ControlRequest(.showHost)) }
        #expect(fault?.message.contains("nothing listens there") == true)
        await client.close()
    }

    @Test("a path that no socket can have is told")
    func pathThatNoSocket() async throws {
        let client = ControlClient(socket: "/" + String(repeating: "x", count: 200))
        let fault = await #expect(throws: Fault.self) { try await client.bytes(of: ControlRequest(.showHost)) }
        #expect(fault?.code == .unreachable)
        await client.close()
    }
}
