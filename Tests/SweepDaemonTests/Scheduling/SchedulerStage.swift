import GRDB
import Logging
import SweepAgent
import SweepModel
import SweepScheduling
import SweepStore
import TestSupport
import Testing

@testable import SweepDaemon

/// A scheduler with a queue of its own, whose users' agents the test plays.
final class SchedulerStage: Sendable {
    static let ana = Owner(uid: 1000, name: "ana")
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let scratch: Scratch
    let store: Store
    let inbox = Inbox()
    let agents: ConnectedAgents
    let scheduler: Scheduler

    init() throws {
        scratch = try Scratch()
        store = try Store.open(path: scratch("sweepd.db"))
        agents = ConnectedAgents(
            files: PlacesFiles(folder: scratch("agents")), locks: "/run/lock", inbox: inbox, observer: nil,
            logger: Self.logger)
        let planner = Planner(
            agents: .connected(agents), logBytesMax: 1 << 20, policy: MountPolicy(),
            sharedMemory: ByteCount(bytes: 1 << 26))
        scheduler = Scheduler(
            inbox: inbox, store: store, agents: .connected(agents), planner: planner, bulletin: Bulletin(),
            capacity: HostCapacity(slots: 4, cpus: 4, memory: ByteCount(bytes: 4 << 30)), devices: DevicePolicy(),
            watch: nil,
            inventory: DeviceInventory(vendors: [VendorInventory(.nvidia, .absent)]), bootID: "boot",
            sharing: SharingRules(), logger: Self.logger)
    }

    /// Lets the scheduler work while the body goes on.
    static func with(_ body: @escaping @Sendable (SchedulerStage) async throws -> Void) async throws {
        let stage = try SchedulerStage()
        try await stage.work { try await body(stage) }
    }

    func work(_ body: () async throws -> Void) async throws {
        try await scheduler.start()
        let working = Task { [scheduler] in await scheduler.run() }
        do {
            try await body()
        } catch {
            scheduler.close()
            throw error
        }
        scheduler.close()
        await working.value
    }

    /// Adds a sweep of one point.
    @discardableResult
    func submit(_ id: String, of owner: Owner = ana, container: ContainerChoice? = nil) async throws -> SweepID {
        let sweep = Self.sweep(id, of: owner, container: container)
        try await scheduler.perform { tick throws(Fault) in
            try tick.store.insertSweep(sweep)
            if let entry = try tick.store.entry(sweep.id) { tick.state.set(entry) }
        }
        return sweep.id
    }

    static func sweep(_ id: String, of owner: Owner = ana, container: ContainerChoice? = nil) -> SweepRecord {
        var specification = Specification(
            method: .grid, parameters: [ParameterDefinition(path: ["x"], distribution: .categorical([.int(1)]))])
        specification.command = ["/bin/true"]
        specification.container = container
        let context = SubmissionContext(
            file: "sweep.yaml", baseFolder: "/tmp", interpreter: nil, executable: "/bin/true", environment: [],
            source: SourceRecord(mode: .mount, root: "/tmp"))
        return SweepRecord(
            id: SweepID(id), name: id, owner: owner, machine: SweepMachine(), specification: specification,
            text: "method: grid\n", context: context, key: nil, seed: 1, total: 1, createdAt: Clock.now())
    }

    /// Adds a sweep whose only run is live, as an earlier daemon left it.
    func insertLive(_ sweep: SweepRecord) throws -> AttemptID {
        try store.transact { transaction in
            try transaction.insertSweep(sweep)
            let machine = RunMachine(phase: .starting(attempt: 1, intent: nil), attempts: 1)
            let run = try #require(
                try transaction.materialise(
                    sweep.id, parameters: ["x": 1], pointKey: "1", as: machine, now: Clock.now()))
            let attempt = AttemptID(run: run.id, number: 1)
            try transaction.insert(attempt: AttemptRecord(id: attempt, bootID: "boot", createdAt: Clock.now()))
            try transaction.insert(
                lease: Lease(attempt: attempt, owner: sweep.owner.uid, cpus: 1, memory: ByteCount(bytes: 0)))
            return attempt
        }
    }

    /// Connects a user's agent, as whom she is now.
    func connect(_ user: Owner = ana) async throws -> AgentLink {
        let places = AgentPlaces(runs: "/a/runs", source: "/a/source", environments: "/a/env")
        let link = try agents.open(AgentHello(version: Version.text, places: places, limits: .all), of: user)
        try await scheduler.begin(link, of: agents)
        return link
    }

    /// All that the agent was told until the next answer of the scheduler, and that its connection ends.
    func orders(of link: AgentLink) async throws -> [AgentOrder] {
        try await scheduler.perform { _ throws(Fault) in }
        agents.close(link)
        var orders: [AgentOrder] = []
        for await order in link.orders { orders.append(order) }
        return orders
    }

    func tell(_ events: [AgentEvent], over link: AgentLink, number: UInt64 = 1) throws {
        try agents.take(
            AgentReport(session: link.session, number: number, news: events.map { .event($0) }), from: link.owner)
    }

    func state(of run: RunID) async throws -> RunState? {
        try await scheduler.perform { tick throws(Fault) in try tick.store.run(run)?.machine.state }
    }

    /// Does to the queue what no sweepd does.
    func spoil(_ sql: String) throws {
        try DatabaseQueue(path: scratch("sweepd.db")).writeWithoutTransaction { try $0.execute(sql: sql) }
    }
}

extension [AgentOrder] {
    var launched: [AttemptID] { compactMap { if case .launch(let plan) = $0 { plan.attempt } else { nil } } }
    var adopted: [AttemptID] { compactMap { if case .adopt(let plan, _, _) = $0 { plan.attempt } else { nil } } }
}
