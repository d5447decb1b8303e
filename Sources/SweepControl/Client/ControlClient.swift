internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import SweepModel

/// Asks the daemon over its Unix socket, one HTTP/1.1 connection a question.
package struct ControlClient: Sendable {
    /// What to do with the rest of an answer that comes in pieces.
    package enum Appetite: Sendable { case more, enough }

    /// Path of the socket.
    package let socket: String
    private let group: MultiThreadedEventLoopGroup

    package init(socket: String) {
        self.socket = socket
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    /// Ends the client's thread; a process that ends anyway need not call it.
    package func close() async { try? await group.shutdownGracefully() }

    /// Asks and reads the whole answer as JSON.
    ///
    /// - Throws: the daemon's own fault; `unreachable` or `permission` where it cannot be asked.
    package func answer<Answer: Decodable & Sendable>(
        _ type: Answer.Type = Answer.self, to request: ControlRequest
    ) async throws(Fault) -> Answer {
        let bytes = try await bytes(of: request)
        do {
            return try Wire.read(type, from: bytes)
        } catch {
            throw Fault(
                .internal, "cannot read sweepd's answer: \(error.message)",
                hint: "sweepctl and sweepd may be of different versions")
        }
    }

    /// Asks and reads the whole answer as it is.
    package func bytes(of request: ControlRequest) async throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        try await receive(request) { piece throws(Fault) in
            bytes.append(contentsOf: piece)
            guard bytes.count <= Exchange.answerMax else {
                throw Fault(.limit, "cannot read sweepd's answer: too large")
            }
            return .more
        }
        return bytes
    }

    /// Asks and hands the answer over piece by piece as it arrives.
    package func receive(
        _ request: ControlRequest, each: ([UInt8]) async throws(Fault) -> Appetite
    ) async throws(Fault) {
        let channel = try await connect()
        let exchange = Exchange(request: request)
        do {
            let result = try await channel.executeThenClose { inbound, outbound in
                do throws(Fault) {
                    try await exchange.run(inbound, outbound, each)
                    return Result<Void, Fault>.success(())
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        } catch let fault as Fault {
            throw fault
        } catch {
            // Closing failed after all was read: nothing is lost.
        }
    }

    /// Follows events from after `sequence`: a sweep's until it has ended, those of all sweeps without end.
    package func followEvents(
        of sweep: String?, after sequence: Int64 = 0, each: (EventObject) async throws(Fault) -> Appetite
    ) async throws(Fault) {
        var query = EventsQuery()
        query.after = sequence
        query.follow = true
        var parser = EventStreamParser()
        let operation: Operation = sweep == nil ? .listAllEvents : .listEvents
        try await receive(ControlRequest(operation, sweep: sweep, query: query.items)) { piece throws(Fault) in
            for data in try parser.take(piece) {
                guard try await each(try Wire.read(EventObject.self, from: data)) == .more else { return .enough }
            }
            return .more
        }
    }

    /// Follows a sweep: as it is now, and again after it changed, until it has ended or the connection does.
    package func followSweep(
        _ sweep: String, each: (SweepObject) async throws(Fault) -> Appetite
    ) async throws(Fault) {
        var parser = EventStreamParser()
        try await receive(ControlRequest(.showSweep, sweep: sweep, query: QueryItems(follow: true))) {
            piece throws(Fault) in
            for data in try parser.take(piece) {
                guard try await each(try Wire.read(SweepObject.self, from: data)) == .more else { return .enough }
            }
            return .more
        }
    }

    private func connect() async throws(Fault) -> Exchange.Channel {
        do {
            return try await ClientBootstrap(group: group).connect(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Exchange.Channel(wrappingChannelSynchronously: channel)
                }
            }
        } catch let error as IOError {
            throw Unreachable.fault(socket: socket, errno: error.errnoCode)
        } catch {
            throw Fault(.unreachable, "cannot reach sweepd at '\(socket)': \(error)")
        }
    }
}
