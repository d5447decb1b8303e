internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOExtras
internal import NIOPosix
internal import ServiceLifecycle
internal import SweepControl
internal import SweepModel

/// Serves the interface on a listening Unix socket, bound by us or inherited.
struct ControlServer: Service {
    typealias Responder = RouterResponder<BasicRequestContext>

    let responder: Responder
    /// A listening socket; owned by the server from here on.
    let descriptor: Int32
    let group: any EventLoopGroup
    let logger: Logger
    /// Who looks after the daemon, and is kept out by nobody's connections.
    let isPrivileged: @Sendable (Caller) -> Bool
    var limits = ServerLimits()

    func run() async throws {
        let quiescing = ServerQuiescingHelper(group: group)
        let peers = PeerChannel(
            http: HTTP1Channel(
                responder: respond,
                configuration: .init(
                    idleTimeout: limits.idleTimeout,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headBytesMax, maxHeaderListSize: limits.headBytesMax))),
            limits: limits, isPrivileged: isPrivileged)
        let server = try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(descriptor, cleanupExistingSocketFile: false) { peers.setup(channel: $0, logger: logger) }
        let quiet = group.any().makePromise(of: Void.self)
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { tasks in
                tasks.addTask { await peers.serveLeft() }
                defer { peers.close() }
                try await serve(server, peers)
                try await quiet.futureResult.get()
            }
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: quiet)
        }
    }

    private func serve(_ server: NIOAsyncChannel<PeerChannel.Value, Never>, _ peers: PeerChannel) async throws {
        try await withThrowingDiscardingTaskGroup { tasks in
            try await server.executeThenClose { inbound in
                for try await connection in inbound {
                    tasks.addTask { await peers.handle(value: connection, logger: logger) }
                }
            }
        }
    }

    @concurrent private func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel)
        async throws
    {
        if let excess = PeerChannel.place.excess(path: request.uri.path) { return try await refuse(excess, writer) }
        let context = BasicRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        let response: Response
        do {
            // What no route answers never reaches the router, whose own words are no problem documents.
            if let refusal = ControlResponse.refusal(of: request.method, path: request.uri.path) {
                response = refusal
            } else {
                response = try await responder.respond(to: request, context: context)
            }
        } catch let error as HTTPError {
            response = ControlResponse.problem(for: error)
        } catch {
            response = ControlResponse.problem(Fault(.internal, "cannot answer the request: \(error)"))
        }
        try await writer.write(response: response.head, body: response.body)
    }

    /// Answers on a connection that is one too many, and ends it.
    @concurrent private func refuse(
        _ excess: ConnectionRoom.Excess, _ writer: consuming ResponseWriter
    ) async throws {
        let response = ControlResponse.overload(excess, caller: Caller.current)
        try await writer.write(response: response.head, body: response.body)
        throw CancellationError()
    }
}

extension ConnectionRoom.Place {
    /// Why a request is not answered; nil where it is.
    fileprivate func excess(path: String) -> ConnectionRoom.Excess? {
        switch self {
        case .served, .dropped: nil
        case .agentServed(let excess):
            [Operation.attachAgent, .takeReport].contains { $0.route.path == path } ? nil : excess
        case .refused(let excess): excess
        }
    }
}
