internal import CSweepShims
internal import Glibc
internal import SweepModel

/// One attempt, from the start of its program until no process of it is left.
struct Attempt {
    /// What ends within it is told by its end alone, in milliseconds.
    private static let moment: Int32 = 5

    let plan: RunnerPlan
    let instruments: Instruments
    let startedAt: Instant
    let bootStart: Int64
    var duration = Span.zero
    var program: Program
    var sequence: StopSequence
    var output: OutputStream
    var errors: OutputStream
    var witness: Witness?
    var containerInit: ContainerInit?
    /// Counts in the unit that runner and program share; nil where there is none.
    private var memory: MemoryCounter?
    /// What its control group counted when the container's init had been killed; nil where it was not.
    var killsWithInit: Int64?
    /// What the timer is set to.
    private var armed: Int64?

    /// Runs the plan's program and tells how it ended; where it cannot be started, the record says why.
    ///
    /// - Parameter whenStarted: called with its start once the program has run for a moment, or longer.
    static func run(
        _ plan: RunnerPlan, in folder: RecordFolder, with instruments: Instruments, whenStarted: (Instant) -> Void
    ) -> ExitRecord {
        var output = Capture(name: RecordFolder.Name.standardOutput, folder: folder, limit: plan.logBytesMax)
        var errors = Capture(name: RecordFolder.Name.standardError, folder: folder, limit: plan.logBytesMax)
        do throws(Program.LaunchFailure) {
            var attempt = try Attempt(plan, output, errors, instruments)
            attempt.follow(whenStarted)
            if let witness = attempt.witness { return attempt.finish(witness) }
            return attempt.finish()
        } catch {
            let now = Instant(nanoseconds: sweep_wall_nanoseconds())
            return ExitRecord(
                attempt: plan.attempt, waitStatus: nil, launchErrno: error.number, launchError: error.message,
                stop: .none, startedAt: now, endedAt: now, duration: .zero, userTime: .zero, systemTime: .zero,
                residentBytesMax: 0, standardOutput: output.finish(), standardError: errors.finish())
        }
    }

    private init(
        _ plan: RunnerPlan, _ output: Capture, _ errors: Capture, _ instruments: Instruments
    ) throws(Program.LaunchFailure) {
        let (outputPipe, errorPipe) = (try Pair.pipe(), try Pair.pipe())
        let socket = try Self.socket(plan)
        let pair = plan.witness && socket == nil ? try Pair.sockets() : nil
        self.plan = plan
        self.instruments = instruments
        memory = plan.unit.flatMap(MemoryCounter.init(ofUnit:))
        startedAt = Instant(nanoseconds: sweep_wall_nanoseconds())
        bootStart = sweep_boot_nanoseconds()
        program = try Program(
            plan, standardIO: [instruments.null.number, outputPipe.sink.number, errorPipe.sink.number],
            witness: pair?.sink.number ?? -1)
        let redactor = Redactor(plan.secrets)
        self.output = OutputStream(source: outputPipe.source, capture: output, redactor: redactor)
        self.errors = OutputStream(source: errorPipe.source, capture: errors, redactor: redactor)
        let sinks = [outputPipe.sink, errorPipe.sink]
        witness =
            socket.map { Witness(socket: $0, output: sinks) } ?? pair.map { Witness(source: $0.source, output: sinks) }
        sequence = StopSequence(
            timeLimit: plan.timeLimit, grace: plan.stopGrace, startedAt: bootStart,
            startLimit: plan.witness ? plan.startLimit : nil)
    }

    /// Waits for output, signals and the timer until no process is left.
    private mutating func follow(_ whenStarted: (Instant) -> Void) {
        var isNew = true
        var watched = [pollfd](repeating: pollfd(fd: -1, events: Int16(POLLIN), revents: 0), count: 7)
        watched[2].fd = instruments.signals.number
        watched[3].fd = instruments.timer.number
        while !isOver {
            armTimer()
            watched[0].fd = output.descriptor
            watched[1].fd = errors.descriptor
            watched[4].fd = witness?.descriptor ?? -1
            watched[5].fd = containerInit?.descriptor ?? -1
            watched[6].fd = containerInit?.memory?.descriptor ?? -1
            watched[6].events = containerInit?.memory?.events ?? 0
            let ready = poll(&watched, nfds_t(watched.count), isNew && witness == nil ? Self.moment : -1)
            if ready > 0 { take(watched) }
            if isNew, !isOver, let start = begun(ready) {
                isNew = false
                whenStarted(start)
            }
        }
        disarmTimer()
    }

    /// Neither a descendant of ours is left nor a container that an engine keeps elsewhere.
    var isOver: Bool { program.isGone && witness?.isGone != false }

    /// Output first: an end of both pipes that comes with the program's end is then already taken in.
    private mutating func take(_ watched: [pollfd]) {
        if watched[0].revents != 0 { output.drain(instruments.buffer) }
        if watched[1].revents != 0 { errors.drain(instruments.buffer) }
        if watched[6].revents != 0 { containerInit?.memory?.heed() }
        if watched[4].revents != 0 { takeWitness() }
        if watched[5].revents != 0 { initEnded() }
        if watched[2].revents != 0 { takeSignal() }
        if watched[3].revents != 0 { takeTimer() }
    }

    /// When the program started, once that is worth telling.
    private func begun(_ ready: Int32) -> Instant? {
        if let witness { return witness.isSettled ? nil : witness.startedAt.map(instant) }
        return ready == 0 || hasRunAMoment ? startedAt : nil
    }

    private var hasRunAMoment: Bool { sweep_boot_nanoseconds() - bootStart > Int64(Self.moment) * 1_000_000 }

    private mutating func takeSignal() {
        let now = sweep_boot_nanoseconds()
        switch sweep_next_signal(instruments.signals.number) {
        case SIGCHLD: reap(at: now)
        case SIGTERM: program.perform(sequence.requested(at: now))
        case SIGUSR1: program.perform(sequence.killRequested(at: now))
        default: break
        }
    }

    private mutating func reap(at now: Int64) {
        let hadEnded = program.hasEnded
        program.reap()
        guard program.hasEnded, !hadEnded else { return }
        duration = Span(nanoseconds: now - (witness?.startedAt ?? bootStart))
        if witness != nil { return clientEnded(at: now) }
        if !program.isGone { program.perform(sequence.programLeft(at: now)) }
    }

    private mutating func takeTimer() {
        var count: UInt64 = 0
        _ = read(instruments.timer.number, &count, 8)
        guard !isOver else { return }
        armed = nil
        program.perform(sequence.timerFired(at: sweep_boot_nanoseconds()))
    }

    private mutating func armTimer() {
        guard sequence.deadline != armed else { return }
        guard let deadline = sequence.deadline else { return disarmTimer() }
        armed = deadline
        _ = sweep_timerfd_arm(instruments.timer.number, deadline)
    }

    private mutating func disarmTimer() {
        if armed != nil { _ = sweep_timerfd_arm(instruments.timer.number, 0) }
        armed = nil
    }

    private mutating func finish() -> ExitRecord {
        let end = program.end
        var record = ExitRecord(
            attempt: plan.attempt, waitStatus: end.waitStatus, stop: sequence.cause, startedAt: startedAt,
            endedAt: startedAt + duration, duration: duration, userTime: Span(nanoseconds: end.userTime),
            systemTime: Span(nanoseconds: end.systemTime), residentBytesMax: end.residentBytesMax,
            standardOutput: output.finish(instruments.buffer), standardError: errors.finish(instruments.buffer))
        record.oomKills = memory?.kills() ?? 0
        return record
    }
}

/// The two ends of a pipe, or of a pair of sockets: ours, and the program's.
private struct Pair {
    let source: Descriptor
    let sink: Descriptor

    static func pipe() throws(Program.LaunchFailure) -> Pair { try Pair(sweep_pipe) }
    static func sockets() throws(Program.LaunchFailure) -> Pair { try Pair(sweep_socketpair) }

    private init(_ make: (UnsafeMutablePointer<Int32>) -> Int32) throws(Program.LaunchFailure) {
        var ends: [Int32] = [-1, -1]
        let result = make(&ends)
        guard result == 0, let source = Descriptor(ends[0]), let sink = Descriptor(ends[1]) else {
            let failure = SystemFailure("cannot make a pipe", number: -result)
            throw Program.LaunchFailure(number: failure.number, message: failure.message)
        }
        (self.source, self.sink) = (source, sink)
    }
}
