import SweepModel
import SweepScheduling
import Testing

@Suite struct ExplanationTests {
    private func schedule(_ entries: [SweepEntry], leases: [Lease] = []) -> Schedule {
        var schedule = Schedule(capacity: HostCapacity(slots: 2, cpus: 16, memory: .gibibytes(24)))
        for lease in leases { schedule.acquire(lease) }
        for entry in entries { schedule.update(entry) }
        return schedule
    }

    private func lease(_ index: Int, owner: UInt32 = 1, cpus: Int = 1, memory: Int64 = 0) -> Lease {
        Lease(attempt: .first(of: SweepID("x"), index), owner: owner, cpus: cpus, memory: .gibibytes(memory))
    }

    private func explain(_ entries: [SweepEntry], leases: [Lease] = []) -> [String] {
        schedule(entries, leases: leases).explain(SweepID("a")) { $0 == 1 ? "ana" : "bob" }
    }

    @Test func `nothing keeps a sweep that could start now, nor one that is unknown`() {
        #expect(explain([.sample("a")]).isEmpty)
        #expect(explain([.sample("b")]).isEmpty)
    }

    @Test(arguments: [
        (SweepMachine(state: .held), "held: release it with 'sweepctl release a'"),
        (
            SweepMachine(state: .paused, reason: .image),
            "paused because its image cannot be had: mend that, then 'sweepctl resume a' tries again"
        ),
        (SweepMachine(state: .paused, reason: .user), "paused by hand: go on with 'sweepctl resume a'"),
        (
            SweepMachine(state: .paused, reason: .maxFailures),
            "paused by max_failures: look at 'sweepctl runs a', then 'sweepctl resume a'"
        ),
        (SweepMachine(state: .stopped, reason: .user), "stopped: nothing more starts"),
        (
            SweepMachine(state: .running, reason: .targetReached),
            "the metric's target is reached: nothing more starts"
        ),
    ])
    func `the sweep's own state comes first`(machine: SweepMachine, words: String) {
        #expect(explain([.sample("a", machine: machine)]) == [words])
    }

    @Test func `a sweep at its own bound says so`() {
        #expect(explain([.sample("a", maxParallel: 4, live: 4)]) == ["max_parallel 4 reached"])
        #expect(
            explain([.sample("a", retrying: 3, mayMaterialise: false)]) == ["nothing is queued: 3 runs in backoff"])
        #expect(explain([.sample("a", mayMaterialise: false)]) == ["nothing is queued: every point has its run"])
        #expect(
            explain([.sample("a", cpus: 17)]) == ["cannot run the sweep on this host: it needs 17 cpus of 16"])
    }

    @Test func `each resource that lacks is named with what is free`() {
        #expect(explain([.sample("a")], leases: [lease(1), lease(2)]) == ["waiting for a slot: 2 of 2 are in use"])
        #expect(
            explain([.sample("a", cpus: 8, memory: .gibibytes(20))], leases: [lease(1, cpus: 13, memory: 14)]) == [
                "needs 8 cpus; 3 of 16 are free", "needs 20.0 GiB of memory; 10.0 GiB of 24.0 GiB are free",
            ])
    }

    @Test func `who goes first is said for each rule`() {
        let others: [SweepEntry] = [
            .sample("h1", priority: 1), .sample("h2", owner: 2, priority: 2), .sample("b", order: 3),
        ]
        #expect(
            explain([.sample("a", order: 4)] + others) == [
                "behind 2 sweeps of higher priority", "behind 1 sweep that ana submitted earlier",
            ])
    }

    @Test func `fairness names both owners`() {
        let both: [SweepEntry] = [.sample("a"), .sample("b", order: 2, owner: 2)]
        #expect(
            explain(both, leases: [lease(1)]) == [
                "fair share: it is bob's turn: bob has 0 runs executing and used 0.0 core-hours, "
                    + "ana has 1 run executing and used 0.0 core-hours"
            ])
        let free = schedule(both, leases: [lease(1, owner: 2), lease(2)])
        var later = free
        later.release(lease(1).attempt)
        later.release(lease(2).attempt)
        #expect(later.explain(SweepID("a")) == ["fair share: it is uid 2's turn: uid 1 started a run later"])
        #expect(schedule(both).explain(SweepID("b")) == ["fair share: it is uid 1's turn: uid 2 submitted later"])
    }

    @Test func `the first in line says why it waits to those behind`() {
        #expect(
            explain([.sample("big", order: 1, cpus: 16), .sample("a", order: 2)], leases: [lease(1)]) == [
                "behind 1 sweep that ana submitted earlier",
                "first in line is 'big': needs 16 cpus; 15 of 16 are free",
            ])
    }
}
