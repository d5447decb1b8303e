import SweepModel
import SweepScheduling
import Testing

/// Owners of whom nobody is there to execute their runs.
@Suite struct AttendanceTests {
    private func schedule() -> Schedule {
        var schedule = Schedule(capacity: HostCapacity(slots: 2, cpus: 16, memory: .gibibytes(24)), attended: [])
        schedule.update(.sample("a", owner: 1))
        schedule.update(.sample("b", owner: 2))
        return schedule
    }

    @Test func `a sweep of an owner without an agent waits, holds nobody up, and explains itself`() {
        var schedule = schedule()
        #expect(schedule.next() == nil)
        schedule.attend([2])
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
        schedule.attend([])
        #expect(schedule.next() == nil)
    }

    @Test func `it starts when its owner's agent comes, and stops starting when that goes`() {
        var schedule = schedule()
        schedule.attend([1])
        #expect(schedule.next()?.owner == 1)
        #expect(schedule.explain(SweepID("a")).isEmpty)
        schedule.attend([])
        #expect(schedule.next() == nil)
    }
}
