/// A run as the store keeps it.
package struct RunRecord: Hashable, Sendable {
    package var id: RunID
    package var machine: RunMachine
    package var parameters: JSONObject
    package var pointKey: String
    /// Which of the point's runs this is, from 0.
    package var replicate: Int
    /// Under which revision of the specification its next attempt starts, or its last one did.
    package var revision: Int
    /// Whether its folder is to be emptied before the next attempt.
    package var isFresh: Bool
    package var lastError: String?
    package var objective: Objective?
    package var exitCode: Int?
    package var queuedAt: Instant
    package var startedAt: Instant?
    package var finishedAt: Instant?
    /// Of the last attempt, from the monotonic clock where it is known.
    package var duration: Span?

    package init(
        id: RunID, machine: RunMachine = RunMachine(), parameters: JSONObject, pointKey: String, replicate: Int = 0,
        revision: Int = 1, isFresh: Bool = false, lastError: String? = nil, objective: Objective? = nil,
        exitCode: Int? = nil,
        queuedAt: Instant, startedAt: Instant? = nil, finishedAt: Instant? = nil, duration: Span? = nil
    ) {
        self.id = id
        self.machine = machine
        self.parameters = parameters
        self.pointKey = pointKey
        self.replicate = replicate
        self.revision = revision
        self.isFresh = isFresh
        self.lastError = lastError
        self.objective = objective
        self.exitCode = exitCode
        self.queuedAt = queuedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.duration = duration
    }
}

/// An attempt as the store keeps it.
package struct AttemptRecord: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case starting, running, finished, failed, stopped, abandoned

        package var isLive: Bool { self == .starting || self == .running }
    }

    package var id: AttemptID
    package var state: State
    package var reason: Reason?
    package var exitCode: Int?
    package var signal: Int?
    package var bootID: String
    package var createdAt: Instant
    package var startedAt: Instant?
    package var finishedAt: Instant?
    package var duration: Span?
    package var lastError: String?
    /// What it holds, or held; written with its lease.
    package var devices: [DeviceID]

    package init(
        id: AttemptID, state: State = .starting, reason: Reason? = nil, exitCode: Int? = nil, signal: Int? = nil,
        bootID: String, createdAt: Instant, startedAt: Instant? = nil, finishedAt: Instant? = nil,
        duration: Span? = nil, lastError: String? = nil, devices: [DeviceID] = []
    ) {
        self.id = id
        self.state = state
        self.reason = reason
        self.exitCode = exitCode
        self.signal = signal
        self.bootID = bootID
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.duration = duration
        self.lastError = lastError
        self.devices = devices
    }
}

/// What an attempt holds while it is live.
package struct Lease: Hashable, Sendable {
    package var attempt: AttemptID
    package var owner: UInt32
    package var cpus: Int
    package var memory: ByteCount
    package var devices: [DeviceBooking]

    package init(
        attempt: AttemptID, owner: UInt32, cpus: Int, memory: ByteCount, devices: [DeviceBooking] = []
    ) {
        self.attempt = attempt
        self.owner = owner
        self.cpus = cpus
        self.memory = memory
        self.devices = devices
    }

    /// Whether it takes one of the slots, which are for runs without GPUs.
    package var takesSlot: Bool { devices.isEmpty }
}

/// One line of a sweep's history.
package struct EventRecord: Hashable, Sendable {
    /// Grows over all sweeps; 0 until the store has numbered it.
    package var sequence: Int64
    package var at: Instant
    package var sweep: SweepID
    package var run: Int?
    package var attempt: Int?
    package var event: String
    package var detail: String?

    package init(
        sequence: Int64 = 0, at: Instant, sweep: SweepID, run: Int? = nil, attempt: Int? = nil, event: String,
        detail: String? = nil
    ) {
        self.sequence = sequence
        self.at = at
        self.sweep = sweep
        self.run = run
        self.attempt = attempt
        self.event = event
        self.detail = detail
    }
}
