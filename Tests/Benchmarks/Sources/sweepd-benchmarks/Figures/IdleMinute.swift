internal import Glibc

/// What a daemon costs that has much to do later and nothing now.
///
/// A run that waits at a gate holds the only slot; a 10^12-point sweep is paused, and 10^4 sweeps wait for the slot.
struct IdleMinute: Benchmark {
    static let name = "idle-minute"
    static let summary = "wake-ups and memory over a minute with 10^4 sweeps pending"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        var (wakeUps, resident) = (Reading(name: "sweepd"), Reading(name: "sweepd"))
        (wakeUps.skipped, resident.skipped) = (setting.missing, setting.missing)
        var (sleeper, sleeperResident) = (Reading(name: "sleep"), Reading(name: "sleep"))
        if setting.missing == nil {
            let daemon = try setting.daemon(slots: 1)
            let gate = try Gate(in: daemon.folder)
            defer {
                daemon.end()
                gate.open()
            }
            let count = setting.size(10_000)
            try fill(daemon, gate, sweeps: count)
            let minute = try Minute(of: daemon, seconds: setting.options.isQuick ? 5 : 60)
            (wakeUps.samples, resident.samples) = ([minute.wakeUps], [minute.resident])
            (sleeper.samples, sleeperResident.samples) = ([minute.sleeperWakeUps], [minute.sleeperResident])
            try checkPending(daemon, count)
        }
        return [
            Figure(
                benchmark: name, title: "wake-ups in an idle minute, 10^4 sweeps pending", unit: .wakeUps,
                ours: wakeUps, yardstick: sleeper, must: .atMost(20)),
            Figure(
                benchmark: name, title: "resident memory with them", unit: .bytes, ours: resident,
                yardstick: sleeperResident, must: .atMost(80e6)),
        ]
    }

    private func fill(_ daemon: Daemon, _ gate: Gate, sweeps: Int) throws(Failure) {
        let large = try daemon.submit(.large)
        _ = try daemon.command("pause", large).succeed()
        let blocker = Specification(name: "blocker", command: ["/bin/sh", "-c", gate.wait], dimensions: [1])
        let number = try daemon.queue.number(of: try daemon.submit(blocker))
        try Deadline.wait("the blocking run to start", seconds: 20) { () throws(Failure) in
            try daemon.queue.integer("SELECT count(*) FROM run WHERE sweep = \(number) AND state = 'running'") == 1
        }
        Console.note("  submitting \(sweeps) sweeps")
        let connection = try ControlConnection(socket: daemon.socket)
        let body = Submission.body(Specification(name: "pending", dimensions: [1]), folder: daemon.base)
        for _ in 0..<sweeps { try connection.post("/v1/sweeps", body) }
    }

    private func checkPending(_ daemon: Daemon, _ count: Int) throws(Failure) {
        let pending = try daemon.queue.integer(
            "SELECT count(*) FROM sweep WHERE state = 'running' AND name = 'pending' AND finished = 0")
        guard pending == count else { throw Failure("expected \(count) pending sweeps, got: \(pending)") }
    }
}

/// A stretch of time in which nobody asks the daemon anything.
private struct Minute {
    let wakeUps: Double
    let resident: Double
    /// The same of a process that only sleeps.
    let sleeperWakeUps: Double
    let sleeperResident: Double

    /// After five seconds in which it may put things away.
    init(of daemon: Daemon, seconds: UInt32) throws(Failure) {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let sleeper = try Command(["sleep", "600"]).start(output: null, messages: null)
        defer {
            kill(sleeper, SIGKILL)
            _ = Command.wait(sleeper)
        }
        sleep(5)
        let before = (try daemon.usage(), try ProcessUsage(of: sleeper))
        sleep(seconds)
        let after = (try daemon.usage(), try ProcessUsage(of: sleeper))
        wakeUps = Double(after.0.wakeUps(since: before.0))
        resident = after.0.residentBytes
        sleeperWakeUps = Double(after.1.wakeUps(since: before.1))
        sleeperResident = after.1.residentBytes
    }
}
