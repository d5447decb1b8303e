internal import NIOCore
internal import NIOHTTP1
internal import SweepModel

/// One request and its response on one connection.
struct Exchange {
    typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
    typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>

    /// The largest answer that is read as a whole, in bytes.
    static let answerMax = 1 << 30
    private static let problemMax = 16 << 20

    let request: ControlRequest

    func run(
        _ inbound: Inbound, _ outbound: Outbound, _ each: ([UInt8]) async throws(Fault) -> ControlClient.Appetite
    ) async throws(Fault) {
        var parts = inbound.makeAsyncIterator()
        do {
            try await send(on: outbound)
        } catch {
            // The daemon may have refused the request before it was all sent; its answer says why.
        }
        guard case .head(let head) = try await next(&parts) else { throw lost }
        guard head.status.code < 400 else { throw try await problem(head, &parts) }
        while case .body(let buffer) = try await next(&parts) {
            guard try await each(Array(buffer.readableBytesView)) == .more else { return }
        }
    }

    private func send(on outbound: Outbound) async throws {
        var headers: HTTPHeaders = ["host": "sweepd", "connection": "close", "user-agent": "sweepctl"]
        if let body = request.body {
            headers.add(name: "content-type", value: request.operation.route.upload ?? "application/json")
            headers.add(name: "content-length", value: "\(body.count)")
        } else if request.operation.route.method == .post {
            headers.add(name: "content-length", value: "0")
        }
        let method = HTTPMethod(rawValue: request.operation.route.method.rawValue)
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: request.target, headers: headers)
        try await outbound.write(.head(head))
        if let body = request.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
        try await outbound.write(.end(nil))
    }

    private func next(_ parts: inout Inbound.AsyncIterator) async throws(Fault) -> HTTPClientResponsePart {
        do {
            if let part = try await parts.next(isolation: #isolation) { return part }
        } catch {
            throw Fault(.unreachable, "lost the connection to sweepd: \(error)", hint: lost.hint)
        }
        throw lost
    }

    private var lost: Fault {
        Fault(
            .unreachable, "lost the connection to sweepd: it closed before its answer was complete",
            hint: "running runs are not affected; ask again once sweepd is up")
    }

    private func problem(_ head: HTTPResponseHead, _ parts: inout Inbound.AsyncIterator) async throws(Fault) -> Fault {
        var body: [UInt8] = []
        while case .body(let buffer) = try await next(&parts), body.count < Self.problemMax {
            body.append(contentsOf: buffer.readableBytesView)
        }
        do {
            return try Wire.read(Problem.self, from: body).fault
        } catch {
            return Fault(
                .internal, "cannot read sweepd's answer: it is a \(head.status.code) without a problem document")
        }
    }
}
