internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SweepModel
internal import Synchronization

/// HTTP/1.1 connections, each together with who is at its other end, and how many there are.
final class PeerChannel: ServerChildChannel {
    /// One connection. Where the server closes just after it was accepted, NIO lets it go without handing it over; it is
    /// served all the same (see ``serveLeft()``), for it may have asked, and a channel that nobody ends is a fault of the
    /// program.
    final class Value: ServerChildChannelValue {
        private let http: HTTP1Channel.Value
        private let isServed = Atomic(false)
        private let serve: @Sendable (HTTP1Channel.Value) async -> Void
        private let leave: @Sendable (@escaping Service) -> Void
        var channel: any Channel { http.channel }

        init(
            http: HTTP1Channel.Value, serve: @escaping @Sendable (HTTP1Channel.Value) async -> Void,
            leave: @escaping @Sendable (@escaping Service) -> Void
        ) {
            self.http = http
            self.serve = serve
            self.leave = leave
        }

        deinit {
            if !isServed.load(ordering: .acquiring) { leave { [serve, http] in await serve(http) } }
        }

        func beServed() async {
            isServed.store(true, ordering: .releasing)
            await serve(http)
        }
    }

    typealias Service = @Sendable () async -> Void

    /// What the connection being served may have.
    @TaskLocal static var place = ConnectionRoom.Place.served

    private let http: HTTP1Channel
    /// Who looks after the daemon; asked only where others would be refused.
    private let isPrivileged: @Sendable (Caller) -> Bool
    private let room: Mutex<ConnectionRoom>
    /// Connections that the closing server let go.
    private let left = AsyncStream<Service>.makeStream()

    init(http: HTTP1Channel, limits: ServerLimits, isPrivileged: @escaping @Sendable (Caller) -> Bool) {
        self.http = http
        self.isPrivileged = isPrivileged
        room = Mutex(ConnectionRoom(limits))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let caller = Caller.of(channel)
        return channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(FirstQuestion()) }
            .flatMap { [http] in http.setup(channel: channel, logger: logger) }
            .map { http in
                Value(http: http) { [self] http in
                    await handle(http, from: caller, logger: logger)
                } leave: { [left = self.left] in
                    left.continuation.yield($0)
                }
            }
    }

    /// Serves the connections that the closing server let go, until ``close()``. The caller's task is one that knows of the
    /// shutdown: in any other an answer without an end, as to an agent, would hold that up.
    func serveLeft() async {
        await withDiscardingTaskGroup { tasks in
            for await serve in left.stream { tasks.addTask { await serve() } }
        }
    }

    /// No connection is open any more.
    func close() { left.continuation.finish() }

    func handle(value: Value, logger: Logger) async { await value.beServed() }

    private func handle(_ connection: HTTP1Channel.Value, from caller: Caller?, logger: Logger) async {
        let place = place(for: connection.channel, from: caller)
        // One that was closed is let go like any other.
        if place == .dropped { connection.channel.close(promise: nil) }
        await Caller.$current.withValue(caller) {
            await Self.$place.withValue(place) { await http.handle(value: connection, logger: logger) }
        }
    }

    /// The place that a connection has until it ends.
    private func place(for channel: any Channel, from caller: Caller?) -> ConnectionRoom.Place {
        let uid = caller?.uid ?? .max
        let taken = room.withLock { $0.take(for: uid, isPrivileged: false) }
        var place = taken
        if taken != .served, let caller, isPrivileged(caller) {
            place = room.withLock { room in
                room.giveBack(taken, of: uid)
                return room.take(for: uid, isPrivileged: true)
            }
        }
        channel.closeFuture.whenComplete { [place] _ in self.room.withLock { $0.giveBack(place, of: uid) } }
        return place
    }
}
