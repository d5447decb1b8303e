import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// Random histories, held against the naive rules after every step.
@Suite struct RandomWalkTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `every decision of a random history is the one the plain rules make`(seed: UInt64) {
        var walk = Walk(seed: seed)
        for _ in 0..<750 { walk.step() }
        #expect(walk.started > 50, "the walk should have started many runs")
    }
}

/// One history: the schedule under test, the naive one, and the means to disturb both alike.
private struct Walk {
    private var random: SeededGenerator
    private var schedule: Schedule
    private var naive: NaiveSchedule
    private var order: Int64 = 0
    private var runs = 0
    private(set) var started = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let capacity = HostCapacity(
            slots: Int.random(in: 1...6, using: &random), cpus: Int.random(in: 1...8, using: &random),
            memory: .gibibytes(Int64.random(in: 1...16, using: &random)))
        schedule = Schedule(capacity: capacity)
        naive = NaiveSchedule(capacity: capacity)
    }

    mutating func step() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...1: submit()
        case 2...3: change()
        case 4: if Bool.random(using: &random) { forget() }
        case 5...7: end()
        default: for _ in 0..<3 { start() }
        }
        check()
    }

    private mutating func submit() {
        guard naive.entries.count < 30 else { return forget() }
        order += 1
        update(
            .sample(
                "s\(order)", order: order, owner: UInt32.random(in: 1...4, using: &random),
                priority: Int.random(in: -1...1, using: &random),
                cpus: Bool.random(using: &random) ? nil : Int.random(in: 0...9, using: &random),
                memory: Bool.random(using: &random) ? nil : .gibibytes(Int64.random(in: 0...17, using: &random)),
                maxParallel: Bool.random(using: &random) ? nil : Int.random(in: 1...3, using: &random),
                queued: Int.random(in: 0...3, using: &random), mayMaterialise: Bool.random(using: &random)))
    }

    private mutating func change() {
        guard var entry = someEntry() else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: entry.machine = SweepMachine(state: SweepState.allCases.randomElement(using: &random) ?? .held)
        case 1: entry.priority = Int.random(in: -1...1, using: &random)
        case 2: entry.maxParallel = Int.random(in: 1...3, using: &random)
        case 3: entry.request.cpus = Int.random(in: 0...9, using: &random)
        case 4: entry.mayMaterialise.toggle()
        default: entry.queued += 1
        }
        update(entry)
    }

    private mutating func forget() {
        guard let entry = someEntry(), entry.live == 0 else { return }
        schedule.remove(entry.id)
        naive.remove(entry.id)
    }

    private mutating func start() {
        guard let decision = schedule.next(), var entry = naive.entries[decision.sweep] else { return }
        runs += 1
        started += 1
        let lease = decision.lease(for: .first(of: decision.sweep, runs))
        let booked = [schedule.acquire(lease), schedule.acquire(lease)]
        #expect(booked == [true, false], "an attempt holds one lease")
        naive.acquire(lease)
        entry.live += 1
        if entry.queued > 0 { entry.queued -= 1 }
        update(entry)
        check()
    }

    private mutating func end() {
        let leases = naive.leases.keys.sorted()
        guard let attempt = leases.randomElement(using: &random) else { return }
        let released = [schedule.release(attempt), schedule.release(attempt)]
        #expect(released == [naive.leases[attempt]?.owner, nil], "a lease is released once")
        naive.release(attempt)
        guard var entry = naive.entries[attempt.run.sweep] else { return }
        entry.live -= 1
        update(entry)
    }

    private mutating func update(_ entry: SweepEntry) {
        schedule.update(entry)
        naive.update(entry)
    }

    private mutating func someEntry() -> SweepEntry? {
        let known = naive.entries.values.sorted { $0.order < $1.order }
        return known.randomElement(using: &random)
    }

    private mutating func check() {
        let next = naive.next()
        #expect(schedule.upcoming == next)
        let capacity = naive.capacity
        #expect(naive.leases.count <= capacity.slots)
        #expect(naive.leases.values.reduce(0) { $0 + $1.cpus } <= max(capacity.cpus, capacity.slots))
        #expect(naive.leases.values.reduce(0) { $0 + $1.memory.bytes } <= capacity.memory.bytes)
        guard let entry = someEntry() else { return }
        #expect(schedule.explain(entry.id).isEmpty == (next?.sweep == entry.id))
    }
}
