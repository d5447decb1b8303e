internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SweepModel
internal import Synchronization

/// HTTP/1.1 connections, each together with who is at its other end, and how many there are.
final class PeerChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let caller: Caller?
        /// It is one too many.
        let isExcess: Bool
        var channel: any Channel { http.channel }
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
        return Caller.of(channel).flatMap { [http] caller in
            http.setup(channel: channel, logger: logger)
                .map { Value(http: $0, caller: caller, isExcess: isExcess) }
        }
    }

    func handle(value: Value, logger: Logger) async {
        await Caller.$current.withValue(value.caller) {
            await Self.$isExcess.withValue(value.isExcess) { await http.handle(value: value.http, logger: logger) }
        }
    }
}
