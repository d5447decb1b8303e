import SweepModel
import SweepScheduling
import TestSupport
import Testing

@Suite struct FairShareTests {
    private static let capacity = HostCapacity(slots: 4, cpus: 4, memory: .gibibytes(4))
    private static let halfLife = HalfLife(.seconds(1000))

    private func schedule(halfLife: HalfLife = halfLife) -> Schedule {
        var schedule = Schedule(capacity: Self.capacity, halfLife: halfLife)
        schedule.advance(to: Instant(nanoseconds: 0))
        return schedule
    }

    private func lease(_ index: Int, owner: UInt32 = 1, cpus: Int = 1) -> Lease {
        Lease(attempt: .first(of: SweepID("x"), index), owner: owner, cpus: cpus, memory: ByteCount(bytes: 0))
    }

    private func seconds(_ count: Double) -> Instant { Instant(nanoseconds: Int64(count * 1e9)) }

    @Test(arguments: [0.0, 10, 500, 1000, 3000, 50_000])
    func `what a lease comes to is its cores times the decayed seconds`(held: Double) {
        var schedule = schedule()
        schedule.acquire(lease(1, cpus: 3))
        schedule.advance(to: seconds(held))
        schedule.release(lease(1).attempt)
        // The integral of 2^(-t/1000) over what it was held, in small steps.
        let steps = 200_000
        let step = held / Double(steps)
        let sum = (0..<steps).reduce(0.0) { sum, number in
            sum + 3 * step * Self.halfLife.remainder(afterSeconds: (Double(number) + 0.5) * step)
        }
        #expect(abs(schedule.settledUsage(of: 1).coreSeconds - sum) <= 1e-6 * max(1, sum))
    }

    @Test func `after each half-life half of it counts`() {
        var schedule = schedule()
        schedule.restore(ResourceTime(coreSeconds: 800, gpuSeconds: 80), of: 1, age: .seconds(1000))
        #expect(abs(schedule.settledUsage(of: 1).coreSeconds - 400) < 1e-9)
        schedule.advance(to: seconds(2000))
        #expect(abs(schedule.settledUsage(of: 1).coreSeconds - 100) < 1e-9)
        #expect(abs(schedule.settledUsage(of: 1).gpuSeconds - 10) < 1e-9)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `what is brought back after a restart ranks owners as if there had been none`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var going = schedule()
        var time = 0.0
        for index in 1...40 {
            going.acquire(
                lease(index, owner: UInt32.random(in: 1...4, using: &random), cpus: .random(in: 0...4, using: &random)))
            time += Double.random(in: 1...5000, using: &random)
            going.advance(to: seconds(time))
            going.release(lease(index).attempt, ago: .seconds(Int64.random(in: 0...10, using: &random)))
        }
        var restarted = Schedule(capacity: Self.capacity, halfLife: Self.halfLife)
        restarted.advance(to: seconds(time + 700))
        for owner in 1...4 as ClosedRange<UInt32> {
            restarted.restore(going.settledUsage(of: owner), of: owner, age: .seconds(700))
        }
        going.advance(to: seconds(time + 700))
        for owner in 1...4 as ClosedRange<UInt32> {
            let (was, new) = (going.settledUsage(of: owner), restarted.settledUsage(of: owner))
            #expect(abs(was.coreSeconds - new.coreSeconds) <= 1e-9 * max(1, was.coreSeconds))
        }
    }

    @Test func `who has used less goes first, by her share`() {
        var schedule = schedule()
        for owner in 1...2 as ClosedRange<UInt32> {
            schedule.update(.sample("s\(owner)", order: Int64(owner), owner: owner))
        }
        schedule.restore(ResourceTime(coreSeconds: 5000), of: 1, age: .zero)
        schedule.restore(ResourceTime(coreSeconds: 4000), of: 2, age: .zero)
        #expect(schedule.upcoming?.owner == 2)
        schedule.set(OwnerRules(share: 2), for: 1)
        #expect(schedule.upcoming?.owner == 1)
    }

    @Test func `what is held weighs more than small differences in what was used`() {
        var schedule = schedule()
        for owner in 1...2 as ClosedRange<UInt32> {
            schedule.update(.sample("s\(owner)", order: Int64(owner), owner: owner))
        }
        schedule.restore(ResourceTime(coreSeconds: 100), of: 1, age: .zero)
        var owners: [UInt32] = []
        for index in 1...4 {
            guard let decision = schedule.next() else { break }
            owners.append(decision.owner)
            schedule.acquire(lease(index, owner: decision.owner))
        }
        #expect(owners == [2, 1, 2, 1])
    }

    @Test func `a clock that is set back takes nothing away, and time goes on from there`() {
        var schedule = schedule()
        schedule.acquire(lease(1))
        schedule.advance(to: seconds(100))
        schedule.advance(to: seconds(-100_000))
        schedule.advance(to: seconds(-99_900))
        schedule.release(lease(1).attempt)
        #expect(abs(schedule.settledUsage(of: 1).coreSeconds - 200) < 15)
    }

    @Test func `a thousand half-lives are no matter`() {
        var schedule = schedule(halfLife: HalfLife(.seconds(60)))
        for owner in 1...2 as ClosedRange<UInt32> {
            schedule.update(.sample("s\(owner)", order: Int64(owner), owner: owner))
        }
        for day in 1...20 {
            schedule.acquire(lease(day, owner: 1))
            schedule.advance(to: seconds(Double(day) * 86_400))
            schedule.release(lease(day).attempt)
            #expect(schedule.settledUsage(of: 1).coreSeconds.isFinite)
            #expect(schedule.upcoming?.owner == 2)
        }
    }

    // MARK: Limits

    @Test func `whoever has all the runs that a limit allows holds nobody up, and is told so`() {
        var schedule = schedule()
        schedule.update(.sample("a", order: 1))
        schedule.update(.sample("b", order: 2, owner: 2))
        schedule.set(OwnerRules(limits: [OwnerLimit(key: "limits.users.ana", pool: "user 1", runs: 1)]), for: 1)
        schedule.acquire(lease(1))
        schedule.restore(ResourceTime(coreSeconds: 1e9), of: 2, age: .zero)
        #expect(schedule.upcoming?.owner == 2)
        #expect(schedule.explain(SweepID("a")) == ["limit limits.users.ana: 1 of 1 runs execute"])
        schedule.release(lease(1).attempt)
        #expect(schedule.upcoming?.owner == 1)
    }

    @Test func `the members of a group are counted together`() {
        var schedule = schedule()
        let vision = OwnerLimit(key: "limits.groups.vision", pool: "group vision", runs: 2)
        for owner in 1...3 as ClosedRange<UInt32> {
            schedule.update(.sample("s\(owner)", order: Int64(owner), owner: owner))
            if owner < 3 { schedule.set(OwnerRules(limits: [vision]), for: owner) }
        }
        schedule.acquire(lease(1, owner: 1))
        schedule.acquire(lease(2, owner: 2))
        #expect(schedule.upcoming?.owner == 3)
        #expect(schedule.explain(SweepID("s1")) == ["limit limits.groups.vision: 2 of 2 runs execute"])
        schedule.release(lease(2).attempt)
        schedule.acquire(lease(3, owner: 3, cpus: 2))
        #expect(schedule.upcoming?.owner == 2)
        schedule.acquire(lease(4, owner: 2))
        schedule.set(OwnerRules(), for: 2)
        schedule.release(lease(3).attempt)
        #expect([2, 3].contains(schedule.upcoming?.owner), "who left the group is not bound by it")
    }

    @Test func `a limit on sweeps counts those that have not ended`() {
        var schedule = schedule()
        let limit = OwnerLimit(key: "limits.users.default", pool: "user 1", sweeps: 2)
        schedule.set(OwnerRules(limits: [limit]), for: 1)
        schedule.update(.sample("a", order: 1))
        #expect(schedule.refusalOfSweep(of: 1) == nil)
        schedule.update(.sample("b", order: 2))
        schedule.update(.sample("b", order: 2))
        #expect(schedule.refusalOfSweep(of: 1)?.code == .limit)
        #expect(
            schedule.refusalOfSweep(of: 1)?.message
                == "cannot submit: limits.users.default.sweeps allows 2, and 2 have not ended")
        #expect(schedule.refusalOfSweep(of: 2) == nil)
        schedule.remove(SweepID("a"))
        #expect(schedule.refusalOfSweep(of: 1) == nil)
    }
}
