/// Who supervises an attempt; `started.json`, written before anything of the attempt starts.
package struct StartRecord: Hashable, Sendable {
    package var attempt: String
    package var process: ProcessIdentity
    package var startedAt: Instant

    package init(attempt: String, process: ProcessIdentity, startedAt: Instant) {
        self.attempt = attempt
        self.process = process
        self.startedAt = startedAt
    }
}

/// A process that cannot be taken for another: its number, when it started, and in which boot.
package struct ProcessIdentity: Hashable, Sendable {
    package var pid: Int32
    /// Field 22 of `/proc/PID/stat`, clock ticks after boot.
    package var startTicks: Int64
    package var bootID: String

    package init(pid: Int32, startTicks: Int64, bootID: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.bootID = bootID
    }
}

/// How an attempt ended; `exit.json`, written by the runner after waitpid, or after a container's init told it what its
/// own waitpid said.
package struct ExitRecord: Hashable, Sendable {
    package enum Stop: String, Hashable, Sendable { case none, requested, timeLimit = "time-limit" }

    package var attempt: String
    /// The raw status of waitpid; nil where nothing was started, or nobody of ours saw its end.
    package var waitStatus: Int32?
    /// Errno and words where the program could not be started.
    package var launchErrno: Int32?
    package var launchError: String?
    /// Why nobody of ours saw the end of a program that had begun.
    package var lostReason: String?
    /// Processes of its container, or of its unit, that the kernel killed because memory ran out.
    package var oomKills: Int64 = 0
    package var stop: Stop
    package var startedAt: Instant
    package var endedAt: Instant
    /// From the monotonic clock.
    package var duration: Span
    package var userTime: Span
    package var systemTime: Span
    package var residentBytesMax: Int64
    package var standardOutput: CaptureRecord
    package var standardError: CaptureRecord

    package init(
        attempt: String, waitStatus: Int32?, launchErrno: Int32? = nil, launchError: String? = nil, stop: Stop,
        startedAt: Instant, endedAt: Instant, duration: Span, userTime: Span, systemTime: Span,
        residentBytesMax: Int64, standardOutput: CaptureRecord, standardError: CaptureRecord
    ) {
        self.attempt = attempt
        self.waitStatus = waitStatus
        self.launchErrno = launchErrno
        self.launchError = launchError
        self.stop = stop
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.duration = duration
        self.userTime = userTime
        self.systemTime = systemTime
        self.residentBytesMax = residentBytesMax
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    /// What the record says about the attempt.
    package var outcome: Outcome {
        if waitStatus == nil, lostReason == nil { return .launchFailed }
        if stop == .timeLimit { return .timedOut }
        guard let waitStatus else { return oomKills > 0 ? .outOfMemory : .lost }
        if oomKills > 0, waitStatus != 0 { return .outOfMemory }
        let signal = Int(waitStatus & 0x7F)
        return signal == 0 ? .exited(code: Int(waitStatus >> 8) & 0xFF) : .signalled(signal)
    }
}

/// What became of a captured stream.
package struct CaptureRecord: Hashable, Sendable {
    /// Bytes that the program wrote.
    package var bytes: Int64
    /// Bytes left out between the head and the tail that were kept.
    package var dropped: Int64
    /// Length of the head where something was dropped; else equal to `bytes`.
    package var head: Int64

    package init(bytes: Int64 = 0, dropped: Int64 = 0, head: Int64 = 0) {
        self.bytes = bytes
        self.dropped = dropped
        self.head = head
    }
}

/// What a runner is told to do; sent to it as one JSON line.
package struct RunnerPlan: Hashable, Sendable {
    package var attempt: String
    /// The attempt's folder, which exists; holds lock, records and logs.
    package var records: String
    package var argv: [String]
    /// Absolute path of the program.
    package var executable: String
    package var environment: [EnvironmentEntry]
    package var workingDirectory: String
    package var timeLimit: Span?
    package var stopGrace: Span
    package var logBytesMax: Int64
    /// Whether the program is only an engine's client, and a process of ours within the container writes to the program's
    /// descriptor 3 what becomes of the attempt: then nothing but that counts.
    package var witness = false
    /// Path of the socket at which that process connects, instead of having the descriptor; for engines that hand none on.
    package var witnessSocket: String?
    /// How long an engine may take to start a container whose image is there; counts only where there is a witness.
    package var startLimit = Span.seconds(120)
    /// Taken out of what is captured.
    package var secrets: [Secret] = []
    /// Held from before the start until no process of the attempt is left.
    package var locks: [DeviceLock] = []
    /// The unit of which the runner and the program are alone, without a suffix; nil where they are in none of their own.
    package var unit: String?
    /// Path of the agent's datagram socket, poked with the attempt's name when it started and when it ended.
    package var agentSocket: String

    package init(
        attempt: String, records: String, argv: [String], executable: String, environment: [EnvironmentEntry],
        workingDirectory: String, timeLimit: Span?, stopGrace: Span, logBytesMax: Int64, agentSocket: String,
        witness: Bool = false
    ) {
        self.attempt = attempt
        self.records = records
        self.argv = argv
        self.executable = executable
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.timeLimit = timeLimit
        self.stopGrace = stopGrace
        self.logBytesMax = logBytesMax
        self.agentSocket = agentSocket
        self.witness = witness
    }
}
