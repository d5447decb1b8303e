import Logging
import SweepAgent
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

    private static let (ana, bob) = (Owner(uid: 1000, name: "ana"), Owner(uid: 1001, name: "bob"))
    private static let service = Owner(uid: 996, name: "sweepd")
    private static let since = Clock.now()

    private static func make(
        _ scratch: Scratch, _ inbox: Inbox, _ warnings: Warnings, shared: SharedAgent? = nil,
        patience: Span = .seconds(30)
    ) -> ConnectedAgents {
        ConnectedAgents(
            shared: shared, files: PlacesFiles(folder: scratch("agents")), locks: "/run/lock", inbox: inbox,
            observer: nil, logger: Logger(label: "test") { _ in warnings }, patience: patience)
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
        agents.expect(mine, of: Self.ana, since: Self.since)
        agents.expect(hers, of: Self.bob, since: Self.since)
        let link = try agents.open(hello(), of: Self.ana)
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
        agents.expect(mine, of: Self.ana, since: Self.since)
        let first = try agents.open(hello(), of: Self.ana)
        agents.begin(first, [])
        let report = AgentReport(session: first.session, number: 1, news: [.event(.noted(mine, "once"))])
        try agents.take(report, from: 1000)
        try agents.take(report, from: 1000)
        #expect(events == [.noted(mine, "once")])
        #expect(throws: Fault.self) { try agents.take(report, from: 1001) }
        agents.close(first)
        let second = try agents.open(hello(), of: Self.ana)
        let late = AgentReport(session: first.session, number: 2, news: [.event(.neverStarted(mine))])
        let fault = #expect(throws: Fault.self) { try agents.take(late, from: 1000) }
        #expect(fault?.code == .conflict && second.session != first.session)
        #expect(events.isEmpty)
    }

    @Test func `what is told of attempts that are not live is ignored`() throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: Self.ana, since: Self.since)
        let link = try agents.open(hello(), of: Self.ana)
        let news: [AgentReport.News] = [
            .event(.neverStarted(mine)), .event(.neverStarted(mine)), .event(.noted(try attempt("none-0001"), "x")),
        ]
        try agents.take(AgentReport(session: link.session, number: 1, news: news), from: 1000)
        #expect(events == [.neverStarted(mine)])
    }

    @Test func `only the host's own lock of a GPU that it has is waited for`() throws {
        let plan = Self.plan(try attempt("mine-0001"))
        agents.launch(plan)
        let link = try agents.open(hello(), of: Self.ana)
        let told = [DeviceID("GPU-1"), DeviceID("GPU-2")].map { device in
            AgentReport.News.event(
                .deviceTaken(plan.attempt, device, DeviceLock(path: "/etc/shadow", sharer: nil)))
        }
        try agents.take(AgentReport(session: link.session, number: 1, news: told), from: 1000)
        #expect(
            events == [
                .deviceTaken(
                    plan.attempt, DeviceID("GPU-1"), DeviceLock(path: "/run/lock/sweepd-GPU-1", sharer: nil))
            ])
    }

    private static func plan(_ attempt: AttemptID) -> LaunchPlan {
        let device = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 0)
        return LaunchPlan(
            attempt: attempt, owner: ana, engine: "none", argv: ["/bin/true"], executable: nil, environment: [],
            parameters: [:], source: SourceRecord(mode: .mount, root: "/tmp"),
            layout: AttemptLayout(runsFolder: "/a/runs", envFolder: "/a/env", attempt: attempt), timeLimit: nil,
            stopGrace: .seconds(1), logBytesMax: 1, metrics: .json, artifacts: [], specification: "", manifest: [:],
            devices: [DeviceLease(device: device, booking: DeviceBooking(device.id, share: .whole, memory: nil))])
    }

    @Test func `runs with GPUs are looked at from their adoption on, and once`() async throws {
        let observer = Observer()
        let agents = ConnectedAgents(
            files: PlacesFiles(folder: scratch("observed")), locks: "/run/lock", inbox: inbox, observer: observer,
            logger: Logger(label: "test") { _ in warnings })
        let plan = Self.plan(try attempt("mine-0001"))
        agents.expect(plan.attempt, of: Self.ana, since: Self.since)
        let adoption = Adoption(
            plan: plan, began: true, startedAt: Self.since, resume: CaptureResume(), isStopping: false, cause: nil)
        for _ in 0..<2 {
            let link = try agents.open(hello(), of: Self.ana)
            agents.begin(link, [adoption])
            agents.close(link)
        }
        #expect(observer.begun == [plan.attempt])
        let link = try agents.open(hello(), of: Self.ana)
        agents.begin(link, [adoption])
        let end = AttemptEnd(
            outcome: .exited(code: 0), at: Self.since, startedAt: Self.since, duration: .zero, lastError: nil)
        try agents.take(
            AgentReport(session: link.session, number: 1, news: [.event(.ended(plan.attempt, end))]), from: 1000)
        let used = [DeviceUsage(DeviceID("GPU-1"), samples: 3)]
        for await order in link.orders where order == .recordUsage(plan.layout, used) { break }
        guard case .ended(plan.attempt, let told)? = events.last else { throw CancellationError() }
        #expect(told.devices == used)
    }

    @Test func `no number that an agent tells is believed beyond what can be`() throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: Self.ana, since: Self.since)
        let link = try agents.open(hello(), of: Self.ana)
        let end = AttemptEnd(
            outcome: .exited(code: 0), at: Instant(nanoseconds: .min), startedAt: Instant(nanoseconds: .max),
            duration: Span(nanoseconds: .min), lastError: nil)
        let news: [AgentReport.News] = [
            .event(.started(mine, at: Instant(nanoseconds: .min))), .event(.ended(mine, end)),
        ]
        try agents.take(AgentReport(session: link.session, number: 1, news: news), from: 1000)
        let told = events
        let earliest = Self.since - AttemptWindow.slack
        guard told.count == 2, case .started(_, let at) = told[0], case .ended(_, let bounded) = told[1] else {
            Issue.record("\(told)")
            return
        }
        #expect(at == earliest && bounded.at == earliest && bounded.startedAt == earliest)
        #expect(bounded.duration == .zero)
    }

    @Test func `whoever has the number of another tells nothing of hers, and is told nothing`() async throws {
        let mine = try attempt("mine-0001")
        agents.expect(mine, of: Self.ana, since: Self.since)
        let link = try agents.open(hello(), of: Owner(uid: 1000, name: "eve"))
        let report = AgentReport(session: link.session, number: 1, news: [.event(.neverStarted(mine))])
        #expect(throws: Fault.self) { try agents.take(report, from: 1000) }
        agents.begin(link, [])
        agents.stop(mine, because: nil)
        agents.launch(Self.plan(try attempt("next-0001")))
        agents.close(link)
        var orders: [AgentOrder] = []
        for await order in link.orders { orders.append(order) }
        #expect(orders == [.welcome(session: link.session), .removeLeftovers])
    }

    @Test func `a second agent is refused until the first has gone`() throws {
        let first = try agents.open(hello(), of: Self.ana)
        #expect(throws: Fault.self) { try agents.open(hello(), of: Self.ana) }
        #expect(agents.connected == [1000: "ana"])
        _ = try agents.open(hello(), of: Self.bob)
        agents.close(first)
        #expect(agents.connected == [1001: "bob"])
        _ = try agents.open(hello(), of: Self.ana)
        // The end of a connection that counts no more ends nothing.
        agents.close(first)
        #expect(agents.connected == [1000: "ana", 1001: "bob"])
    }

    @Test func `an agent that would not find the live runs is refused, also by the next daemon`() throws {
        agents.close(try agents.open(hello(), of: Self.ana))
        let next = Self.make(scratch, inbox, warnings)
        #expect(next.places(of: 1000) == Self.places)
        next.expect(try attempt("mine-0001"), of: Self.ana, since: Self.since)
        let fault = #expect(throws: Fault.self) { try next.open(hello(runs: "/b/runs"), of: Self.ana) }
        #expect(fault?.code == .conflict && fault?.message.contains("'/a/runs'") == true)
        _ = try next.open(hello(), of: Self.ana)
    }

    @Test func `an agent of another version is told what to do`() throws {
        let fault = #expect(throws: Fault.self) { try agents.open(hello(version: "0.0.1"), of: Self.ana) }
        #expect(fault?.hint == "'systemctl --user restart sweep-agent'")
    }

    @Test func `orders come after what is live, in their order, and end with the connection`() async throws {
        let (old, new) = (try attempt("old-0001"), try attempt("new-0001"))
        agents.expect(new, of: Self.ana, since: Self.since)
        agents.expect(old, of: Self.ana, since: Self.since)
        let link = try agents.open(hello(), of: Self.ana)
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
        #expect(agents.attended == [:] && agents.places(of: 1000) == Self.places)
        let hers = try attempt("hers-0001")
        agents.expect(hers, of: Self.ana, since: Self.since)
        #expect(throws: Fault.self) { try agents.open(hello(), of: Self.ana) }
        let elsewhere = #expect(throws: Fault.self) { try agents.open(hello(runs: "/b/runs"), of: Self.service) }
        #expect(elsewhere?.code == .conflict && elsewhere?.message.contains("'/b/runs'") == true)
        let link = try agents.open(hello(), of: Self.service)
        #expect(agents.attended == nil && agents.link(of: 1000) === link)
        let order = ImageOrder(owner: 1000, engine: "podman", image: "a")
        let news: [AgentReport.News] = [.event(.noted(hers, "x")), .event(.image(order, .refused("no")))]
        try agents.take(AgentReport(session: link.session, number: 1, news: news), from: 996)
        #expect(events == [.noted(hers, "x"), .image(order, .refused("no"))])
        agents.close(link)
        #expect(agents.attended == [:])
    }

    @Test func `what an agent can limit is asked of the one that executes the owner's runs`() throws {
        _ = try agents.open(hello(limits: [.processes]), of: Self.ana)
        let all = Agents.connected(agents)
        #expect(all.limits(of: 1000) == [.processes] && all.limits(of: 1001) == nil)
    }

    @Test func `a question ends unanswered where the agent goes`() async throws {
        let link = try agents.open(hello(), of: Self.ana)
        agents.begin(link, [])
        let answer = Task { try await agents.ask(.exists("/a/runs/x"), of: 1000) }
        for await order in link.orders {
            if case .answer = order { break }
        }
        agents.close(link)
        await #expect(throws: Fault.self) { try await answer.value }
        await #expect(throws: Fault.self) { try await agents.ask(.exists("/a/runs/x"), of: 1000) }
    }

    @Test(arguments: [.holdings, .sizes([]), .remove([], dryRun: false)] as [AgentQuestion])
    func `an agent that does not answer keeps nobody waiting, and is told that nobody waits`(
        question: AgentQuestion
    ) async throws {
        let agents = Self.make(scratch, inbox, warnings, patience: .milliseconds(1))
        let link = try agents.open(hello(), of: Self.ana)
        agents.begin(link, [])
        let fault = await #expect(throws: Fault.self) { try await agents.ask(question, of: 1000) }
        #expect(fault?.code == .unreachable && fault?.message.contains("agent of ana does not answer") == true)
        for await order in link.orders where order == .forget(1) { break }
    }

    @Test func `an agent's places are short enough for a path, and plain`() throws {
        for runs in ["/" + String(repeating: "a", count: 4096), "/a\u{1B}[2J", "/a\n"] {
            let fault = #expect(throws: Fault.self) { try agents.open(hello(runs: runs), of: Self.ana) }
            #expect(fault?.code == .usage)
        }
        _ = try agents.open(hello(runs: "/" + String(repeating: "a", count: 4095)), of: Self.ana)
    }
}

/// Which attempts' devices are looked at.
private final class Observer: DeviceObserver {
    private let attempts = Mutex<[AttemptID]>([])
    var begun: [AttemptID] { attempts.withLock { $0 } }

    func began(_ plan: LaunchPlan, at: Instant) { attempts.withLock { $0.append(plan.attempt) } }
    func ended(_ attempt: AttemptID) async -> [DeviceUsage] { [DeviceUsage(DeviceID("GPU-1"), samples: 3)] }
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
