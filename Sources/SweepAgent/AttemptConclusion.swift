internal import Glibc
internal import SweepEngines
internal import SweepModel
internal import SweepRecords
internal import SweepRunner

/// Finds out how an attempt ended, and makes sure that it has.
struct AttemptConclusion: Sendable {
    private let plan: LaunchPlan
    private let configuration: AgentConfiguration
    private let failure: Fault?
    private let cause: StopCause?
    private let endedUnseen: Bool
    /// What the runner recorded, once that is known.
    private(set) var exit: ExitRecord?
    private var attempt: AttemptID { plan.attempt }
    private var layout: AttemptLayout { plan.layout }

    /// - Parameters:
    ///   - exit: what the runner recorded, where it has told that.
    ///   - failure: what went wrong before, if something did.
    ///   - cause: why it was stopped, where sweepd itself did that.
    ///   - endedUnseen: whether no agent followed it then.
    init(
        _ plan: LaunchPlan, exit: ExitRecord?, failure: Fault?, cause: StopCause?, endedUnseen: Bool,
        configuration: AgentConfiguration
    ) {
        self.endedUnseen = endedUnseen
        self.plan = plan
        self.exit = exit
        self.failure = failure
        self.cause = cause
        self.configuration = configuration
    }

    /// What to tell the scheduler, once nothing of the attempt is left; nil where nobody waits for that any more.
    mutating func run(_ conclusion: FollowMachine.Conclusion) async -> AgentEvent? {
        if let ending = runNow(conclusion) { return ending }
        guard await killRemains() else { return nil }
        try? AttemptFolder.removeEnvironment(layout)
        return lost()
    }

    /// The same where that is known at once; nil where something of the attempt may be left.
    mutating func runNow(_ conclusion: FollowMachine.Conclusion) -> AgentEvent? {
        AttemptFolder.reopen(layout)
        guard let ending = ending(conclusion) else { return nil }
        try? AttemptFolder.removeEnvironment(layout)
        return ending
    }

    private mutating func ending(_ conclusion: FollowMachine.Conclusion) -> AgentEvent? {
        switch conclusion {
        case .neverStarted: abandoned()
        case .launchFailed: launchFailed()
        case .readRecords: records(began: false)
        case .readEnd: records(began: true)
        }
    }

    /// Nobody began it, and nobody can any more; else what the one who did left.
    private mutating func abandoned() -> AgentEvent? {
        (try? AttemptRecords.abandon(layout)) == true ? .neverStarted(attempt) : records(began: true)
    }

    /// The same where that is its launch's fault. A runner that was thought not to come may have come all the same.
    private mutating func launchFailed() -> AgentEvent? {
        guard (try? AttemptRecords.abandon(layout)) != false else { return records(began: true) }
        return .ended(attempt, end(.launchFailed, words: FailureHint.attach(failure?.hint, to: failure?.message)))
    }

    private mutating func records(began: Bool) -> AgentEvent? {
        if exit == nil { exit = try? AttemptRecords.readExit(layout) }
        if let exit { return .ended(attempt, end(exit)) }
        guard case .started(let start)? = try? AttemptRecords.readStart(layout) else {
            return !began && (try? AttemptRecords.abandon(layout)) == true ? .neverStarted(attempt) : nil
        }
        // Of an earlier boot nothing is left.
        return isOfThisBoot(start) ? nil : lost()
    }

    /// Nobody saw its end.
    private mutating func lost() -> AgentEvent {
        if exit == nil { exit = try? AttemptRecords.readExit(layout) }
        if let exit { return .ended(attempt, end(exit)) }
        guard case .started(let start)? = try? AttemptRecords.readStart(layout) else {
            let words = failure?.message ?? "its records were removed or cannot be read"
            return .ended(attempt, end(.lost, words: words))
        }
        return .ended(
            attempt,
            end(
                .lost, startedAt: start.startedAt, words: isOfThisBoot(start) ? "its runner was killed" : Self.restarted
            ))
    }

    private static let restarted = "the host was restarted"

    private func isOfThisBoot(_ start: StartRecord) -> Bool { start.process.bootID == configuration.bootID }

    /// Why it was stopped though nobody of ours asked for that, for there was nobody: a user's service manager ends all of
    /// its units with itself. That is the host's doing, like a loss of power, and no failure of the run's own.
    private func interruption(_ exit: ExitRecord) -> String? {
        guard endedUnseen, exit.stop == .requested else { return nil }
        guard case .started(let start)? = try? AttemptRecords.readStart(layout), !isOfThisBoot(start) else {
            return "it was stopped while no agent was there, as when its user logs out"
        }
        return Self.restarted
    }

    /// Ends what a dead runner left behind, and waits until it is gone, since the lease is given back then.
    ///
    /// - Returns: false where the task was cancelled before.
    private func killRemains() async -> Bool {
        while !Task.isCancelled {
            let remains = remains()
            if remains.isEmpty { return true }
            for process in remains { ProcessTable.signal(process, SIGKILL) }
            for process in remains { await ProcessEnd.wait(for: process) }
        }
        return false
    }

    /// What carries the attempt's name in its environment, and what an engine keeps for it.
    private func remains() -> [ProcessTable.Entry] {
        let named = ProcessTable.processes(of: attempt)
        guard plan.container != nil, let engine = try? EngineRegistry.engine(named: plan.engine) else { return named }
        let monitors = ProcessTable.all().filter { entry in
            !entry.isZombie && engine.isMonitor(ProcessTable.command(of: entry.pid), of: attempt)
        }
        return named + monitors + monitors.flatMap { ProcessTable.descendants(of: $0.pid) }
    }

    private func end(_ outcome: Outcome, startedAt: Instant? = nil, words: String?) -> AttemptEnd {
        AttemptEnd(outcome: outcome, at: Clock.now(), startedAt: startedAt, duration: nil, lastError: words)
    }

    private func end(_ exit: ExitRecord) -> AttemptEnd {
        var end = AttemptEnd(
            outcome: exit.outcome, at: exit.endedAt, startedAt: exit.startedAt, duration: exit.duration, lastError: nil)
        guard !exit.outcome.succeeded else { return end }
        if let cause {
            (end.outcome, end.lastError) = (cause.outcome ?? exit.outcome, cause.words)
            return end
        }
        if let why = interruption(exit) {
            (end.outcome, end.lastError) = (.lost, why)
            return end
        }
        let lastWords = logs(exit).map { $0.lastWords() }.joined(separator: "\n")
        end.outcome = DeviceFailure.outcome(exit.outcome, lastWords: lastWords)
        let evidence = FailureEvidence(
            outcome: end.outcome, launchErrno: exit.launchErrno, program: plan.argv.first ?? "", lastWords: lastWords,
            container: plan.container, memory: plan.unitLimits?.memory)
        end.lastError = FailureHint.attach(FailureHint.hint(for: evidence), to: words(exit))
        return end
    }

    private func words(_ exit: ExitRecord) -> String? {
        guard let reason = exit.launchError ?? exit.lostReason else { return lastLine(exit) }
        // What an engine's client could not do, it says itself.
        guard plan.container != nil, exit.launchErrno == nil,
            let line = lastLine(exit, except: EngineAnswer.isAside)
        else { return reason }
        return "\(reason): \(line)"
    }

    /// The last line of standard error, else of standard output.
    private func lastLine(_ exit: ExitRecord, except isAside: (String) -> Bool = { _ in false }) -> String? {
        for log in logs(exit) {
            if let line = log.lastLine(except: isAside) { return line }
        }
        return nil
    }

    private func logs(_ exit: ExitRecord) -> [CapturedLog] {
        [
            CapturedLog(.standardError, in: layout, bytesMax: plan.logBytesMax, record: exit.standardError),
            CapturedLog(.standardOutput, in: layout, bytesMax: plan.logBytesMax, record: exit.standardOutput),
        ]
    }
}
