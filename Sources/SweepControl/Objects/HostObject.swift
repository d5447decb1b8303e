package import SweepModel

/// The daemon and the host it uses.
package struct HostObject: Codable, Hashable, Sendable {
    package enum Mode: String, Codable, Sendable, CaseIterable { case user, system, `private` }

    package var version: String
    package var hostID: String
    package var mode: Mode
    package var stateDir: String
    package var runsDir: String
    /// Where sweepctl puts source snapshots.
    package var sourceDir: String
    package var socket: String
    package var slots: Int
    package var cpus: Int
    package var memoryBytes: Int64
    package var engines: [String]
    /// Of a sweep with an image that names none.
    package var defaultEngine: String
    package var limits: Limits
    /// What the configuration lays beneath every specification.
    package var defaults: JSONObject
    /// In system mode, whose rights runs have: `submitter` or `service`; else null.
    package var runAs: String?
    /// In system mode, whether the agent is connected that executes the caller's runs; without one they wait, and where it
    /// is her own, ``runsDir`` and ``sourceDir`` are empty before her first one was there.
    package var hasAgent: Bool?

    /// Whether runs are units of their user's systemd manager, which ends with her last logout unless she lingers.
    package var runsAreUnits: Bool?

    /// Whether runs have the rights of the daemon's own user, which executes them for everybody.
    package var isService: Bool { runAs == "service" }

    /// What all runs together may take of the host.
    package struct Limits: Codable, Hashable, Sendable {
        package var cpus: Int
        package var memoryBytes: Int64

        package init(cpus: Int, memoryBytes: Int64) { (self.cpus, self.memoryBytes) = (cpus, memoryBytes) }
    }

    /// What runs can get of it.
    package var capacity: HostCapacity {
        HostCapacity(slots: slots, cpus: limits.cpus, memory: ByteCount(bytes: limits.memoryBytes))
    }

    package init(
        version: String, hostID: String, mode: Mode, stateDir: String, runsDir: String, sourceDir: String,
        socket: String, slots: Int, cpus: Int, memoryBytes: Int64, engines: [String], defaultEngine: String,
        limits: Limits, defaults: JSONObject
    ) {
        self.version = version
        self.hostID = hostID
        self.mode = mode
        self.stateDir = stateDir
        self.runsDir = runsDir
        self.sourceDir = sourceDir
        self.socket = socket
        self.slots = slots
        self.cpus = cpus
        self.memoryBytes = memoryBytes
        self.engines = engines
        self.defaultEngine = defaultEngine
        self.limits = limits
        self.defaults = defaults
    }
}

/// Why something waits, or why it ended, in sentences.
package struct ExplainObject: Codable, Hashable, Sendable {
    /// The sweep or the run.
    package var subject: String
    package var state: String
    package var reasons: [String]

    package init(subject: String, state: String, reasons: [String]) {
        self.subject = subject
        self.state = state
        self.reasons = reasons
    }
}

/// The environment of a run's attempts, without secrets' values.
package struct EnvironmentObject: Codable, Hashable, Sendable {
    package var environment: [EnvironmentEntry]
    package init(environment: [EnvironmentEntry]) { self.environment = environment }
}
