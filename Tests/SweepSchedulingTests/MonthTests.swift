import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// A month of a lab: ten users with different habits on one host, in simulated time.
@Suite struct MonthTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `ten users get their shares within five per cent, and nobody starves`(seed: UInt64) {
        var month = Month(seed: seed)
        month.pass()
        let targets = month.targets
        for (number, habit) in Month.habits.enumerated() {
            let (had, target) = (month.had[number], targets[number])
            #expect(abs(had - target) <= 0.05 * target, "\(habit): had \(had) core-hours, and should have \(target)")
            #expect(month.longestWait[number] <= 72, "\(habit) waited \(month.longestWait[number]) hours for a start")
        }
        #expect(month.started > 5_000)
    }
}

/// How somebody uses the host.
private struct Habit: CustomStringConvertible {
    let description: String
    var share = 1.0
    /// Cores of each run.
    var cpus = 1
    /// How long a run takes, in hours.
    let hours: ClosedRange<Double>
    /// How often something is submitted, in hours, and how many runs; nil always has more.
    var every: (hours: Double, runs: Int)?
}

private struct Month {
    static let habits = [
        Habit(description: "many short runs", hours: 0.05...0.2),
        Habit(description: "many short runs, twice the share", share: 2, hours: 0.05...0.3),
        Habit(description: "runs of an hour", hours: 0.5...1.5),
        Habit(description: "runs of a day", hours: 12...36),
        Habit(description: "half a share", share: 0.5, hours: 1...4),
        Habit(description: "two cores a run", cpus: 2, hours: 1...3),
        Habit(description: "four cores a run, thrice the share", share: 3, cpus: 4, hours: 2...6),
        Habit(description: "a few runs each morning", hours: 0.5...1.5, every: (24, 8)),
        Habit(description: "a sweep each Monday", hours: 0.2...0.6, every: (168, 60)),
        Habit(description: "something now and then", cpus: 2, hours: 0.1...0.5, every: (7, 2)),
    ]
    private static let cores = 16
    private static let length = 30 * 24.0

    private var random: SeededGenerator
    private var schedule: Schedule
    private var waiting: [Int]
    private var live: [(end: Double, user: Int, lease: Lease)] = []
    private var now = 0.0
    private var lastProgress: [Double]
    private(set) var started = 0
    /// Core-hours, by user.
    private(set) var had: [Double]
    private(set) var asked: [Double]
    /// Hours between two starts of one with something waiting.
    private(set) var longestWait: [Double]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        schedule = Schedule(
            capacity: HostCapacity(slots: Self.cores, cpus: Self.cores, memory: .gibibytes(64)), halfLife: .usual)
        let count = Self.habits.count
        waiting = Self.habits.map { $0.every == nil ? 1 : 0 }
        (had, asked, longestWait, lastProgress) = (
            .init(repeating: 0, count: count), .init(repeating: 0, count: count), .init(repeating: 0, count: count),
            .init(repeating: 0, count: count)
        )
        schedule.advance(to: Instant(nanoseconds: 0))
        for (user, habit) in Self.habits.enumerated() {
            schedule.set(OwnerRules(share: habit.share), for: UInt32(user))
            place(user)
        }
    }

    mutating func pass() {
        start()
        while let next = nextEvent(), next < Self.length {
            for user in Self.habits.indices { submit(user, between: now, and: next) }
            now = next
            schedule.advance(to: Instant(nanoseconds: Int64(now * 3600e9)))
            for ended in live.filter({ $0.end <= now }) { schedule.release(ended.lease.attempt) }
            live.removeAll { $0.end <= now }
            start()
        }
    }

    private func nextEvent() -> Double? {
        let submissions = Self.habits.compactMap { habit in
            habit.every.map { (now / $0.hours).rounded(.down) * $0.hours + $0.hours }
        }
        return (live.map(\.end) + submissions).min()
    }

    private mutating func submit(_ user: Int, between before: Double, and after: Double) {
        guard let every = Self.habits[user].every else { return }
        guard (after / every.hours).rounded(.down) > (before / every.hours).rounded(.down) else { return }
        if waiting[user] == 0 { lastProgress[user] = after }
        waiting[user] += every.runs
        place(user)
    }

    private mutating func start() {
        while let decision = schedule.next() {
            let user = Int(decision.owner)
            let habit = Self.habits[user]
            started += 1
            let lease = decision.lease(for: .first(of: decision.sweep, started))
            let hours = Double.random(in: habit.hours, using: &random)
            schedule.acquire(lease)
            live.append((now + hours, user, lease))
            had[user] += Double(habit.cpus) * min(hours, Self.length - now)
            longestWait[user] = max(longestWait[user], now - lastProgress[user])
            lastProgress[user] = now
            if habit.every != nil {
                waiting[user] -= 1
                asked[user] += Double(habit.cpus) * hours
            }
            place(user)
        }
    }

    private mutating func place(_ user: Int) {
        schedule.update(
            .sample(
                "user\(user)", order: Int64(user), owner: UInt32(user), cpus: Self.habits[user].cpus,
                queued: waiting[user], mayMaterialise: false))
    }

    /// What everybody should have had of what was given out: who asks for less than her share gets what she asks, and
    /// the others share the rest.
    var targets: [Double] {
        let total = had.reduce(0, +)
        let light = Self.habits.indices.filter { Self.habits[$0].every != nil }
        let rest = total - light.reduce(0) { $0 + asked[$1] }
        let shares = Self.habits.indices.filter { !light.contains($0) }.reduce(0) { $0 + Self.habits[$1].share }
        return Self.habits.indices.map { light.contains($0) ? asked[$0] : rest * Self.habits[$0].share / shares }
    }
}
