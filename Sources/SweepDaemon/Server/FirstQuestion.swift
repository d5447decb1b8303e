internal import NIOCore

/// Lets a connection ask once before the server's end closes it: it may have been accepted just then, and what its client
/// had sent would be lost.
final class FirstQuestion: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let patience = TimeAmount.seconds(1)

    private var hasAsked = false
    private var isEnding = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasAsked = true
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if hasAsked { end(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isEnding = true
        guard !hasAsked else { return end(context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { self.end(context) }
    }

    /// Passes on that the server ends, once.
    private func end(_ context: ChannelHandlerContext) {
        guard isEnding else { return }
        isEnding = false
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
