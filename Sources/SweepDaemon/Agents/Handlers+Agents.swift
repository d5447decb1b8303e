internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Agents in processes of their own.
extension Handlers {
    /// Takes an agent in, and tells it what to do as long as the connection lasts.
    func attachAgent(_ request: ControlRequest) async throws(Fault) -> Response {
        let connected = try connected
        let user = Owner(uid: request.caller.uid, name: UserName.name(of: request.caller.uid))
        let link = try connected.open(try await request.body(as: AgentHello.self), of: user)
        // The kernel tells of the agent's end, whether or not there is something to tell it.
        request.caller.closing?.whenComplete { _ in connected.close(link) }
        do {
            try await scheduler.begin(link, of: connected)
        } catch {
            connected.close(link)
            throw error
        }
        return ControlResponse.stream(type: "text/event-stream") { writer in
            defer { connected.close(link) }
            for await order in link.orders.cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(bytes: try EventStream.bytes(order)))
            }
        }
    }

    func takeReport(_ request: ControlRequest) async throws(Fault) -> Response {
        let connected = try connected
        let report = try await request.stored(AgentReport.self)
        try connected.take(report, from: request.caller.uid)
        // Whoever tells very much waits here until it is stored.
        await connected.inbox.room.wait()
        return try ControlResponse.json(JSONObject())
    }

    private var connected: ConnectedAgents {
        get throws(Fault) {
            if case .connected(let agents) = self.agents { return agents }
            throw Fault(
                .conflict, "cannot use an agent: this sweepd executes runs itself",
                hint: "agents are for 'sweepd --system'")
        }
    }

    /// The daemon and its host as the caller sees them: with her own folders, where runs have her rights.
    func hostObject(for caller: Caller) -> HostObject {
        guard case .connected(let agents) = self.agents else { return self.host }
        var host = self.host
        if agents.shared == nil {
            let places = agents.places(of: caller.uid)
            (host.runsDir, host.sourceDir) = (places?.runs ?? "", places?.source ?? "")
        }
        host.hasAgent = agents.link(of: caller.uid) != nil
        return host
    }

    /// Where the runs of a sweep lie, and whose they are.
    ///
    /// - Throws: `not-found` where there is no such sweep.
    func place(of sweep: SweepID) async throws(Fault) -> (owner: UInt32, places: AgentPlaces) {
        guard let overview = try await store.query({ try $0.overview(sweep) }) else {
            throw Fault(.notFound, "cannot find sweep '\(sweep)'")
        }
        return (overview.owner.uid, try agents.places(of: overview.owner.uid))
    }

    func children(of folder: String, _ owner: UInt32) async throws(Fault) -> [String] {
        if case .names(let names) = try await agents.ask(.children(folder), of: owner) { return names }
        return []
    }
}
