import Dispatch
import Glibc
import SweepControl
import SweepModel
import Testing

/// The client against servers that are slow, large, silent or impatient.
@Suite struct ConnectionTests {
    @Test("a body of 100 MB arrives whole")
    func hundredMegabytes() async throws {
        let piece = String(repeating: "0123456789", count: 100_000)
        let server = try TinyServer(serving: [
            { connection in
                TinyServer.request(connection)
                TinyServer.write("HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n", to: connection)
                for _ in 0..<100 { TinyServer.write(piece, to: connection) }
            }
        ])
        let request = ControlRequest(.showSpecification, sweep: "s")
        let client = ControlClient(socket: server.path)
        #expect(try await client.bytes(of: request).count == 100_000_000)
        await client.close()
    }

    @Test("a request larger than any buffer is sent whole")
    func largeRequest() async throws {
        let server = try TinyServer(serving: [
            { connection in
                var count = 0
                var piece = [UInt8](repeating: 0, count: 1 << 20)
                repeat {
                    count += max(0, piece.withUnsafeMutableBytes { read(connection, $0.baseAddress, $0.count) })
                } while count < 4_000_000
                TinyServer.write(TinyServer.answer("200 OK", "text/plain", "ok"), to: connection)
            }
        ])
        let client = ControlClient(socket: server.path)
        #expect(try await client.bytes(of: Self.largeSubmission()) == Array("ok".utf8))
        await client.close()
    }

    @Test("a request that is refused before it was all sent is told as the answer says", arguments: [true, false])
    func earlyRefusal(closes: Bool) async throws {
        let refusal = Fault(.limit, "cannot read the request: too large", hint: "send less")
        let text = String(decoding: try Wire.bytes(Problem(refusal)), as: UTF8.self)
        let server = try TinyServer(serving: [
            { connection in
                var piece = [UInt8](repeating: 0, count: 4096)
                _ = piece.withUnsafeMutableBytes { read(connection, $0.baseAddress, $0.count) }
                let answer = TinyServer.answer("413 Content Too Large", Problem.contentType, text)
                TinyServer.write(answer, to: connection)
                guard !closes else { return }
                // Waits, without reading on, until the client has closed.
                var gone = pollfd(fd: connection, events: 0, revents: 0)
                poll(&gone, 1, 60_000)
            }
        ])
        let client = ControlClient(socket: server.path)
        await #expect(throws: refusal) { try await client.bytes(of: Self.largeSubmission()) }
        await client.close()
    }

    @Test("an event is handed over before the next is sent")
    func eventsOneByOne() async throws {
        let event = String(decoding: try EventStream.bytes(Samples.event), as: UTF8.self)
        let chunk = String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n"
        let taken = DispatchSemaphore(value: 0)
        let server = try TinyServer(serving: [
            { connection in
                TinyServer.request(connection)
                TinyServer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", to: connection)
                for _ in 0..<3 {
                    TinyServer.write(chunk, to: connection)
                    guard taken.wait(timeout: .now() + 60) == .success else { return }
                }
                TinyServer.write("0\r\n\r\n", to: connection)
            }
        ])
        var count = 0
        let client = ControlClient(socket: server.path)
        try await client.followEvents(of: "@last") { _ throws(Fault) in
            count += 1
            taken.signal()
            return .more
        }
        #expect(count == 3)
        await client.close()
    }

    @Test("exchanges that wait hold up no other, and end when they are cancelled")
    func waitingHoldsUpNobody() async throws {
        // Its listener takes connections, and no thread ever serves them.
        let idle = try TinyServer([])
        let silent = ControlClient(socket: idle.path)
        let waiting = (0..<12).map { _ in
            Task { try await silent.bytes(of: ControlRequest(.showHost)) }
        }
        let server = try TinyServer(
            [String](repeating: TinyServer.answer("200 OK", "text/plain", "ok"), count: 100))
        let client = ControlClient(socket: server.path)
        for _ in 0..<100 {
            let bytes = try await client.bytes(of: ControlRequest(.showHost))
            #expect(bytes == Array("ok".utf8))
        }
        for task in waiting {
            task.cancel()
            let fault = await #expect(throws: Fault.self) { try await task.value }
            #expect(fault?.code == .unreachable)
        }
        await client.close()
        await silent.close()
        withExtendedLifetime(idle) {}
    }

    @Test("a failed connection leaves no descriptor behind")
    func noDescriptorLeft() async throws {
        let client = ControlClient(socket: "/nonexistent/sweepd.sock")
        let before = Self.descriptorCount
        for _ in 0..<1000 {
            _ = await #expect(throws: Fault.self) { try await client.bytes(of: ControlRequest(.showHost)) }
        }
        // Tests beside this one have a few open.
        #expect(Self.descriptorCount < before + 500)
        await client.close()
    }

    /// How many descriptors the process has open.
    private static var descriptorCount: Int { (0..<20_000).count { fcntl($0, F_GETFD) >= 0 } }

    private static func largeSubmission() throws -> ControlRequest {
        try ControlRequest(.submitSweep, body: [String(repeating: "x", count: 4_000_000)])
    }
}
