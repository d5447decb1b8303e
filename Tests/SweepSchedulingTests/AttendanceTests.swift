import SweepModel
import SweepScheduling
import Testing

/// Owners of whom nobody is there to execute their runs.
@Suite struct AttendanceTests {
    private func schedule() -> Schedule {
        var schedule = Schedule(capacity: HostCapacity(slots: 2, cpus: 16, memory: .gibibytes(24)), attended: [:])
        for (sweep, owner, name) in [("a", 1, "ana"), ("b", 2, "bob")] as [(String, UInt32, String)] {
            var entry = SweepEntry.sample(sweep, owner: owner)
            entry.ownerName = name
            schedule.update(entry)
        }
        return schedule
    }

    @Test func `a sweep of an owner without an agent waits, holds nobody up, and explains itself`() {
        var schedule = schedule()
        #expect(schedule.next() == nil)
        schedule.attend([2: "bob"])
        #expect(schedule.next()?.owner == 2)
        #expect(
            schedule.explain(SweepID("a")) { _ in "ana" } == [
                "the agent that executes the runs of ana is not connected: as that user, "
                    + "'systemctl --user start sweep-agent'"
            ])
    }

    @Test func `one agent may be there for all, or for nobody`() {
        var schedule = schedule()
        #expect(schedule.explain(SweepID("a"), shared: "nobody is there") == ["nobody is there"])
        schedule.attend(nil)
        #expect(schedule.next() != nil)
        #expect(!schedule.explain(SweepID("a"), shared: "nobody is there").contains("nobody is there"))
        schedule.attend([:])
        #expect(schedule.next() == nil)
    }

    @Test func `it starts when its owner's agent comes, and stops starting when that goes`() {
        var schedule = schedule()
        schedule.attend([1: "ana"])
        #expect(schedule.next()?.owner == 1)
        #expect(schedule.explain(SweepID("a")).isEmpty)
        schedule.attend([:])
        #expect(schedule.next() == nil)
    }

    @Test func `who has the number of another runs nothing of hers`() {
        var schedule = schedule()
        schedule.attend([1: "eve"])
        #expect(schedule.next() == nil)
        #expect(schedule.explain(SweepID("a")).first?.hasPrefix("it is of 'ana', and uid 1 is 'eve' now") == true)
        schedule.attend([1: "ana"])
        #expect(schedule.next()?.owner == 1)
    }
}
