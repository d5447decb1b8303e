import Logging
import SweepModel
import Synchronization
import TestSupport
import Testing

@testable import SweepDaemon

/// What the daemon believes of what agents tell, and what it tells them.
@Suite struct ConnectedAgentsTests {
    private static let places = AgentPlaces(runs: "/a/runs", source: "/a/source", environments: "/a/env")
    private let scratch: Scratch
    private let inbox = Inbox()
    private let warnings = Warnings()
    private let agents: ConnectedAgents

    init() throws {
        scratch = try Scratch()
        agents = Self.make(scratch, inbox, warnings)
    }

    private static func make(
        _ scratch: Scratch, _ inbox: Inbox, _ warnings: Warnings, shared: SharedAgent? = nil
    ) -> ConnectedAgents {
        ConnectedAgents(
            shared: shared, files: PlacesFiles(folder: scratch("agents")), locks: "/run/lock", inbox: inbox,
            observer: nil, logger: Logger(label: "test") { _ in warnings })
    }

    private func hello(
        version: String = Version.text, runs: String = "/a/runs", limits: ContainerLimits = .all
    ) -> AgentHello {
        var places = Self.places
        places.runs = runs
        return AgentHello(version: version, places: places, limits: limits)
    }

    private func attempt(_ sweep: String) throws -> AttemptID { try #require(AttemptID(sweep + "/1.1")) }

    /// What the scheduler got of it.
    private var events: [AgentEvent] {
        inbox.takeAll().compactMap { input in
            if case .agent(let event) = input { event } else { nil }
        }
    }

    @Test func `an agent that tells of another's attempt is refused and logged, and nothing of the report counts`()
        throws
    {
        let (mine, hers) = (try attempt("mine-0001"), try attempt("hers-0001"))
        agents.expect(mine, of: 1000)
        agents.expect(hers, of: 1001)
        let link = try agents.open(hello(), owner: 1000)
        agents.begin(link, [])
        let lie = AgentReport(
            session: link.session, number: 1,
            news: [.event(.noted(mine, "true")), .event(.neverStarted(hers))])
        let fault = #expect(throws: Fault.self) { try agents.take(lie, from: 1000) }
        #expect(fault?.code == .permission)
        #expect(events.isEmpty)
        #expect(warnings.all.count == 1 && warnings.all[0].contains("hers-0001/1.1"), "\(warnings.all)")
        // Of her own attempts it is believed all the same.
        try agents.take(
            AgentReport(session: link.session, number: 2, news: [.event(.noted(mine, "true"))]), from: 1000)
        #expect(events == [.noted(mine, "true")])
    }

    @Test func `a report counts once, and only of the connection that counts`() throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: 1000)
        let first = try agents.open(hello(), owner: 1000)
        agents.begin(first, [])
        let report = AgentReport(session: first.session, number: 1, news: [.event(.noted(mine, "once"))])
        try agents.take(report, from: 1000)
        try agents.take(report, from: 1000)
        #expect(events == [.noted(mine, "once")])
        #expect(throws: Fault.self) { try agents.take(report, from: 1001) }
        agents.close(first)
        let second = try agents.open(hello(), owner: 1000)
        let late = AgentReport(session: first.session, number: 2, news: [.event(.neverStarted(mine))])
        let fault = #expect(throws: Fault.self) { try agents.take(late, from: 1000) }
        #expect(fault?.code == .conflict && second.session != first.session)
        #expect(events.isEmpty)
    }

    @Test func `what is told of attempts that are not live is ignored`() throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: 1000)
        let link = try agents.open(hello(), owner: 1000)
        let news: [AgentReport.News] = [
            .event(.neverStarted(mine)), .event(.neverStarted(mine)), .event(.noted(try attempt("none-0001"), "x")),
        ]
        try agents.take(AgentReport(session: link.session, number: 1, news: news), from: 1000)
        #expect(events == [.neverStarted(mine)])
    }

    @Test func `only the host's own lock of a GPU is waited for`() throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: 1000)
        let link = try agents.open(hello(), owner: 1000)
        let told = AgentEvent.deviceTaken(mine, DeviceID("GPU-1"), DeviceLock(path: "/etc/shadow", sharer: nil))
        try agents.take(AgentReport(session: link.session, number: 1, news: [.event(told)]), from: 1000)
        #expect(
            events == [
                .deviceTaken(mine, DeviceID("GPU-1"), DeviceLock(path: "/run/lock/sweepd-GPU-1", sharer: nil))
            ])
    }

    @Test func `a second agent is refused until the first has gone`() throws {
        let first = try agents.open(hello(), owner: 1000)
        #expect(throws: Fault.self) { try agents.open(hello(), owner: 1000) }
        #expect(agents.connected == [1000])
        _ = try agents.open(hello(), owner: 1001)
        agents.close(first)
        #expect(agents.connected == [1001])
        _ = try agents.open(hello(), owner: 1000)
        // The end of a connection that counts no more ends nothing.
        agents.close(first)
        #expect(agents.connected == [1000, 1001])
    }

    @Test func `an agent that would not find the live runs is refused, also by the next daemon`() throws {
        agents.close(try agents.open(hello(), owner: 1000))
        let next = Self.make(scratch, inbox, warnings)
        #expect(next.places(of: 1000) == Self.places)
        next.expect(try attempt("mine-0001"), of: 1000)
        let fault = #expect(throws: Fault.self) { try next.open(hello(runs: "/b/runs"), owner: 1000) }
        #expect(fault?.code == .conflict && fault?.message.contains("'/a/runs'") == true)
        _ = try next.open(hello(), owner: 1000)
    }

    @Test func `an agent of another version is told what to do`() throws {
        let fault = #expect(throws: Fault.self) { try agents.open(hello(version: "0.0.1"), owner: 1000) }
        #expect(fault?.hint == "'systemctl --user restart sweep-agent'")
    }

    @Test func `orders come after what is live, in their order, and end with the connection`() async throws {
        let (old, new) = (try attempt("old-0001"), try attempt("new-0001"))
        agents.expect(new, of: 1000)
        agents.expect(old, of: 1000)
        let link = try agents.open(hello(), owner: 1000)
        agents.stop(new, because: nil)
        agents.begin(link, [])
        agents.stop(old, because: StopCause("it idles"))
        agents.close(link)
        agents.stop(old, because: nil)
        var orders: [AgentOrder] = []
        for await order in link.orders { orders.append(order) }
        #expect(
            orders == [
                .welcome(session: link.session), .removeLeftovers, .stop(new, because: nil),
                .stop(old, because: StopCause("it idles")),
            ])
    }

    @Test func `one agent may execute everybody's runs, and then nobody else's is taken`() throws {
        let shared = SharedAgent(uid: 996, places: Self.places)
        let agents = Self.make(scratch, inbox, warnings, shared: shared)
        #expect(agents.attended == [] && agents.places(of: 1000) == Self.places)
        let hers = try attempt("hers-0001")
        agents.expect(hers, of: 1000)
        #expect(throws: Fault.self) { try agents.open(hello(), owner: 1000) }
        let elsewhere = #expect(throws: Fault.self) { try agents.open(hello(runs: "/b/runs"), owner: 996) }
        #expect(elsewhere?.code == .conflict && elsewhere?.message.contains("'/b/runs'") == true)
        let link = try agents.open(hello(), owner: 996)
        #expect(agents.attended == nil && agents.link(of: 1000) === link)
        let order = ImageOrder(owner: 1000, engine: "podman", image: "a")
        let news: [AgentReport.News] = [.event(.noted(hers, "x")), .event(.image(order, .refused("no")))]
        try agents.take(AgentReport(session: link.session, number: 1, news: news), from: 996)
        #expect(events == [.noted(hers, "x"), .image(order, .refused("no"))])
        agents.close(link)
        #expect(agents.attended == [])
    }

    @Test func `what an agent can limit is asked of the one that executes the owner's runs`() throws {
        _ = try agents.open(hello(limits: [.processes]), owner: 1000)
        let all = Agents.connected(agents)
        #expect(all.limits(of: 1000) == [.processes] && all.limits(of: 1001) == nil)
    }

    @Test func `a question ends unanswered where the agent goes`() async throws {
        let link = try agents.open(hello(), owner: 1000)
        agents.begin(link, [])
        let answer = Task { try await agents.ask(.exists("/a/runs/x"), of: 1000) }
        for await order in link.orders {
            if case .answer = order { break }
        }
        agents.close(link)
        await #expect(throws: Fault.self) { try await answer.value }
        await #expect(throws: Fault.self) { try await agents.ask(.exists("/a/runs/x"), of: 1000) }
    }
}

/// What was logged as a warning.
private final class Warnings: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .warning }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
