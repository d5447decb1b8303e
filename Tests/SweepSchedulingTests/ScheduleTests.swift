import SweepModel
import SweepScheduling
import Testing

@Suite struct ScheduleTests {
    private let capacity = HostCapacity(slots: 4, cpus: 8, memory: .gibibytes(16))

    /// Starts whatever may start, and says of which sweeps in which order.
    private func startAll(_ schedule: inout Schedule, _ entries: inout [String: SweepEntry]) -> [String] {
        var started: [String] = []
        while let decision = schedule.next(), var entry = entries[decision.sweep.text] {
            let index = entry.live + 1
            schedule.acquire(decision.lease(for: .first(of: entry.id, index)))
            entry.live += 1
            if entry.queued > 0 { entry.queued -= 1 }
            entries[entry.id.text] = entry
            schedule.update(entry)
            started.append(decision.sweep.text)
        }
        return started
    }

    private func started(_ entries: [SweepEntry], capacity: HostCapacity? = nil) -> [String] {
        var schedule = Schedule(capacity: capacity ?? self.capacity)
        for entry in entries { schedule.update(entry) }
        var known = Dictionary(uniqueKeysWithValues: entries.map { ($0.id.text, $0) })
        return startAll(&schedule, &known)
    }

    @Test func `an empty schedule decides nothing`() {
        #expect(Schedule(capacity: capacity).upcoming == nil)
    }

    @Test func `no more runs start than there are slots`() {
        #expect(started([.sample("a")]) == ["a", "a", "a", "a"])
    }

    @Test func `without slots nothing starts`() {
        let closed = HostCapacity(slots: 0, cpus: 8, memory: .gibibytes(1))
        #expect(started([.sample("a", cpus: nil)], capacity: closed).isEmpty)
    }

    @Test func `cpus and memory bound what runs at once`() {
        #expect(started([.sample("a", cpus: 3)]) == ["a", "a"])
        #expect(started([.sample("a", memory: .gibibytes(6))]) == ["a", "a"])
    }

    @Test func `max_parallel bounds a sweep and lets the next one through`() {
        #expect(started([.sample("a", order: 1, maxParallel: 1), .sample("b", order: 2)]) == ["a", "b", "b", "b"])
    }

    @Test func `queued runs start though no point is left`() {
        #expect(started([.sample("a", queued: 2, mayMaterialise: false)]) == ["a", "a"])
        #expect(started([.sample("a", queued: 0, retrying: 2, mayMaterialise: false)]).isEmpty)
    }

    @Test(arguments: SweepState.allCases)
    func `only a running sweep starts runs`(state: SweepState) {
        #expect(started([.sample("a", machine: SweepMachine(state: state))]).isEmpty == (state != .running))
    }

    @Test func `a sweep whose target is reached starts nothing more`() {
        #expect(started([.sample("a", machine: SweepMachine(state: .running, reason: .targetReached))]).isEmpty)
    }

    @Test func `higher priority goes first, then earlier submission`() {
        let line: [SweepEntry] = [
            .sample("late", order: 9, maxParallel: 1), .sample("early", order: 1, maxParallel: 1),
            .sample("urgent", order: 10, priority: 5, maxParallel: 1),
        ]
        #expect(started(line) == ["urgent", "early", "late"])
    }

    @Test func `owners take turns however many sweeps one of them submitted`() {
        let entries: [SweepEntry] = [
            .sample("ana1", order: 1, owner: 1), .sample("ana2", order: 2, owner: 1),
            .sample("bob", order: 3, owner: 2),
        ]
        #expect(started(entries) == ["ana1", "bob", "ana1", "bob"])
    }

    @Test func `between owners with equally many slots the longest wait decides`() {
        var schedule = Schedule(capacity: HostCapacity(slots: 1, cpus: 1, memory: .gibibytes(1)))
        var entries = ["a": SweepEntry.sample("a", order: 1), "b": .sample("b", order: 2, owner: 2)]
        for entry in entries.values { schedule.update(entry) }
        var history: [String] = []
        for _ in 0..<4 {
            history += startAll(&schedule, &entries)
            for entry in entries.values where entry.live > 0 {
                schedule.release(.first(of: entry.id, 1))
                entries[entry.id.text]?.live = 0
                schedule.update(.sample(entry.id.text, order: entry.order, owner: entry.owner))
            }
        }
        #expect(history == ["a", "b", "a", "b"])
    }

    @Test func `a large request first in line is not starved by small ones behind it`() {
        var schedule = Schedule(capacity: capacity)
        var entries = [
            "small": SweepEntry.sample("small", order: 2), "large": .sample("large", order: 1, cpus: 8, maxParallel: 1),
        ]
        let running = Lease(attempt: .first(of: SweepID("x"), 1), owner: 1, cpus: 1, memory: ByteCount(bytes: 0))
        schedule.acquire(running)
        for entry in entries.values { schedule.update(entry) }
        #expect(startAll(&schedule, &entries).isEmpty, "cores are kept free for the large one")
        schedule.release(running.attempt)
        #expect(startAll(&schedule, &entries) == ["large"])
    }

    @Test func `what the host can never give blocks nobody`() {
        #expect(started([.sample("huge", order: 1, cpus: 9), .sample("b", order: 2, maxParallel: 1)]) == ["b"])
    }

    @Test func `without cpus the host's cores are shared out over the slots`() {
        var schedule = Schedule(capacity: capacity)
        schedule.update(.sample("a", cpus: nil))
        #expect(schedule.upcoming?.cpus == 2)
        #expect(schedule.upcoming?.memory == ByteCount(bytes: 0))
    }

    @Test func `more slots than cores share the cores`() {
        let shared = HostCapacity(slots: 4, cpus: 2, memory: .gibibytes(1))
        #expect(started([.sample("a", cpus: nil)], capacity: shared).count == 4)
        #expect(Schedule(capacity: shared).refusal(for: ResourceRequest(cpus: 3)) != nil)
    }

    @Test func `leases found open after a restart count even where they exceed the host`() {
        var schedule = Schedule(capacity: HostCapacity(slots: 1, cpus: 1, memory: .gibibytes(1)))
        let attempts = (1...3).map { AttemptID.first(of: SweepID("old"), $0) }
        for attempt in attempts {
            schedule.acquire(Lease(attempt: attempt, owner: 1, cpus: 4, memory: .gibibytes(4)))
        }
        schedule.update(.sample("a"))
        for attempt in attempts {
            #expect(schedule.upcoming == nil)
            schedule.release(attempt)
        }
        #expect(schedule.upcoming?.sweep == SweepID("a"))
    }

    @Test func `a removed sweep is forgotten`() {
        var schedule = Schedule(capacity: capacity)
        schedule.update(.sample("a"))
        schedule.remove(SweepID("a"))
        schedule.remove(SweepID("never"))
        #expect(schedule.upcoming == nil)
    }

    @Test func `a refusal says what is asked for and what there is`() {
        let refusal = capacity.refusal(for: ResourceRequest(cpus: 9, memory: .gibibytes(64)))
        #expect(refusal?.code == .limit)
        #expect(
            refusal?.message
                == "cannot run the sweep on this host: it needs 9 cpus of 8 and 64.0 GiB of memory of 16.0 GiB")
        #expect(capacity.refusal(for: ResourceRequest(cpus: 8, memory: .gibibytes(16))) == nil)
        #expect(capacity.refusal(for: ResourceRequest()) == nil)
    }
}
