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
    /// served all the same, for it may have asked, and a channel that nobody ends is a fault of the program.
    final class Value: ServerChildChannelValue {
        private let http: HTTP1Channel.Value
        private let isServed = Atomic(false)
        private let serve: @Sendable (HTTP1Channel.Value) async -> Void
        var channel: any Channel { http.channel }

        init(http: HTTP1Channel.Value, serve: @escaping @Sendable (HTTP1Channel.Value) async -> Void) {
            self.http = http
            self.serve = serve
        }

        deinit {
            if !isServed.load(ordering: .acquiring) { Task { [serve, http] in await serve(http) } }
        }

        func beServed() async {
            isServed.store(true, ordering: .releasing)
            await serve(http)
        }
    }

    /// Whether the connection being served is one too many.
    @TaskLocal static var isExcess = false

    private let http: HTTP1Channel
    private let connectionsMax: Int
    private let open = Mutex(0)

    init(http: HTTP1Channel, connectionsMax: Int) {
        self.http = http
        self.connectionsMax = connectionsMax
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let isExcess = open.withLock { open in
            open += 1
            return open > connectionsMax
        }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } }
        let caller = Caller.of(channel)
        return channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(FirstQuestion()) }
            .flatMap { [http] in http.setup(channel: channel, logger: logger) }
            .map { http in
                Value(http: http) { [self] http in
                    await handle(http, from: caller, isExcess: isExcess, logger: logger)
                }
            }
    }

    func handle(value: Value, logger: Logger) async { await value.beServed() }

    private func handle(
        _ connection: HTTP1Channel.Value, from caller: Caller?, isExcess: Bool, logger: Logger
    ) async {
        await Caller.$current.withValue(caller) {
            await Self.$isExcess.withValue(isExcess) { await http.handle(value: connection, logger: logger) }
        }
    }
}
