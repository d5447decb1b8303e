internal import CSweepShims
internal import Glibc
internal import SweepModel

// What is different where the program is an engine's client and the init of its container tells how it went.
extension Attempt {
    /// Where the plan has the init connect.
    static func socket(_ plan: RunnerPlan) throws(Program.LaunchFailure) -> WitnessSocket? {
        guard let path = plan.witnessSocket else { return nil }
        do throws(SystemFailure) {
            return try WitnessSocket(path: path)
        } catch {
            throw Program.LaunchFailure(number: error.number, message: error.message)
        }
    }

    /// Takes in what the init has said.
    mutating func takeWitness() {
        let wasSettled = witness?.isSettled ?? true
        witness?.listen()
        if witness?.isWaiting == true { meetInit() }
        if let start = witness?.startedAt { sequence.began(at: start) }
        guard witness?.isSettled == true else { return }
        containerInit = nil
        if !wasSettled { program.perform(sequence.witnessed(at: sweep_boot_nanoseconds())) }
        dismissClient()
    }

    /// The client of a daemon has nothing to put away once the container has gone, and may not notice that it has.
    private func dismissClient() {
        guard witness?.hasGone == true, !program.hasEnded else { return }
        program.perform(.killDescendants)
    }

    /// The init waits until it is known: from now on it cannot be killed unseen.
    private mutating func meetInit() {
        program.container = witness?.peer
        containerInit = witness?.peer.map { ContainerInit($0.pid) } ?? ContainerInit.find()
        witness?.answer()
    }

    /// An init that ended without a word was killed. Its container is gone with it, whether the engine notices or not.
    mutating func initEnded() {
        guard var ended = containerInit else { return }
        takeWitness()
        containerInit = nil
        guard witness?.isSettled == false else { return }
        killsWithInit = ended.oomKills()
        program.perform(sequence.witnessed(at: sweep_boot_nanoseconds()))
        dismissClient()
    }

    /// After the client nothing counts any more: what it leaves without a word from the init is ended.
    mutating func clientEnded(at now: Int64) {
        takeWitness()
        let isSettled = witness?.isSettled == true
        witness?.dismiss()
        containerInit = nil
        if !isSettled, !isOver { program.perform(sequence.programLeft(at: now)) }
    }

    /// The record of an attempt in a container: the init's word, or what the lack of it means.
    mutating func finish(_ witness: Witness) -> ExitRecord {
        let start = witness.startedAt.map(instant) ?? startedAt
        let end = witness.end
        let duration = Span(nanoseconds: end.map { $0.at - (witness.startedAt ?? $0.at) } ?? self.duration.nanoseconds)
        var record = ExitRecord(
            attempt: plan.attempt, waitStatus: end?.waitStatus, launchErrno: witness.failure?.number,
            launchError: witness.failure?.message, stop: sequence.cause, startedAt: start,
            endedAt: start + duration, duration: duration, userTime: Span(nanoseconds: end?.userTime ?? 0),
            systemTime: Span(nanoseconds: end?.systemTime ?? 0), residentBytesMax: end?.residentBytesMax ?? 0,
            standardOutput: output.finish(instruments.buffer), standardError: errors.finish(instruments.buffer))
        record.oomKills = end?.oomKills ?? killsWithInit ?? 0
        if witness.isSettled { return record }
        if witness.startedAt == nil {
            record.launchError = "cannot start the container: \(sequence.startedTooLate ? lateness : clientEnd)"
        } else {
            record.lostReason = "its container told no exit status: \(silence)"
        }
        return record
    }

    /// The wall clock's time for one of the clock since boot.
    func instant(_ boot: Int64) -> Instant { startedAt + Span(nanoseconds: boot - bootStart) }

    private var lateness: String { "it did not run within \(plan.startLimit.text)" }

    private var silence: String {
        switch killsWithInit {
        case nil: clientEnd
        case 0: "its first process was killed"
        default: "its memory ran out, and its first process was killed"
        }
    }

    private var clientEnd: String {
        let name = plan.executable.split(separator: "/").last.map(String.init) ?? plan.executable
        guard let status = program.end.waitStatus else { return "'\(name)' has not ended" }
        let signal = status & 0x7F
        return signal == 0
            ? "'\(name)' ended with code \(status >> 8 & 0xFF)" : "'\(name)' was ended by signal \(signal)"
    }
}
