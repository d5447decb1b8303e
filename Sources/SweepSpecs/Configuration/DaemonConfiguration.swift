package import SweepModel

/// The daemon's configuration file; every key is optional.
package struct DaemonConfiguration: Hashable, Sendable {
    /// Bounds on what all runs together may use; nil leaves it to the host.
    package struct Limits: Hashable, Sendable {
        /// How many runs without GPUs execute at once.
        package var slots: Int?
        /// Cores that runs may lease.
        package var cpus: Int?
        /// Memory that runs may lease.
        package var memory: ByteCount?
        /// The largest size of a captured output stream on disk.
        package var logSize: ByteCount?

        /// No bounds.
        package init() {}
    }

    /// Whose rights runs have in system mode; nil is the submitter's.
    package var runAs: RunAs?
    /// Folder of the queue; nil is the usual place.
    package var state: String?
    /// Folder of the runs; nil is beside the queue.
    package var runs: String?
    /// The engine of a sweep with an image that names none; nil is podman.
    package var engine: String?
    /// Laid beneath every specification.
    package var defaults: JSONObject
    /// Bounds on all runs together.
    package var limits: Limits
    /// What containers may have of the host.
    package var containers: ContainerRules
    /// What holds of sweeps whose specifications say nothing; nil keeps everything.
    package var retention: Retention?
    /// Which GPUs runs may have.
    package var devices: DeviceRules

    /// Who may do what.
    package var access: AccessConfiguration

    /// How users share the host.
    package var sharing: SharingConfiguration

    /// What an empty file means.
    package init() {
        sharing = SharingConfiguration()
        access = AccessConfiguration()
        defaults = JSONObject()
        limits = Limits()
        containers = ContainerRules()
        devices = DeviceRules()
    }

    /// - Returns: the configuration unless there is an error, and every fault and warning in the order of the file. An
    ///   empty file is a configuration.
    package static func read(_ bytes: [UInt8]) -> (configuration: DaemonConfiguration?, diagnostics: [Diagnostic]) {
        let isBlank = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).allSatisfy { line in
            line.first { !$0.isWhitespace }.map { $0 == "#" } ?? true
        }
        if isBlank { return (DaemonConfiguration(), []) }
        let log = FaultLog()
        var configuration = DaemonConfiguration()
        if let element = TextReader.read(bytes, log: log) { configuration.fill(element, log) }
        return (log.hasErrors ? nil : configuration, log.sorted)
    }

    private static let later = [
        "tracking", "host_labels",
    ]

    private mutating func fill(_ element: Element, _ log: FaultLog) {
        let known = [
            "run_as", "storage", "engine", "defaults", "limits", "mount_roots", "container_options", "network", "gpus",
            "administrators", "visibility", "fair_share", "retention",
        ]
        guard element.entries != nil else {
            log.expected("configuration", "a mapping of \(known.joined(separator: ", "))", got: element)
            return
        }
        guard let section = Section(element, path: "", log: log, known: known, later: Self.later) else { return }
        runAs = section.choice("run_as", RunAs.self)
        fillStorage(section)
        fillLimits(section)
        fillDefaults(section)
        containers = ContainerRules(section)
        access = AccessConfiguration(section)
        sharing.readShares(section)
        fillDevices(section)
        fillEngine(section)
        guard let element = section["retention"] else { return }
        retention = Section(element, path: "retention", log: log, known: Retention.keys).map { Retention($0) }
    }

    /// `none` forbids no engine: a sweep with an image has the usual one.
    private mutating func fillEngine(_ section: Section) {
        guard let element = section["engine"] else { return }
        let engines = SpecificationBuilder.engines
        guard let name = element.text, engines.contains(name) else {
            return section.expected("engine", engines.joined(separator: " or "), got: element)
        }
        engine = name == "none" ? nil : name
    }

    private mutating func fillDevices(_ section: Section) {
        let known = ["include", "exclude", "prefer"]
        guard let element = section["gpus"],
            let gpus = Section(element, path: "gpus", log: section.log, known: known)
        else { return }
        devices = DeviceRules(gpus)
    }

    private mutating func fillStorage(_ section: Section) {
        guard let element = section["storage"],
            let storage = Section(element, path: "storage", log: section.log, known: ["state", "runs"])
        else { return }
        state = Self.folder("state", storage)
        runs = Self.folder("runs", storage)
    }

    private static func folder(_ name: String, _ section: Section) -> String? {
        guard let element = section[name], let text = section.string(name) else { return nil }
        guard text.hasPrefix("/") else {
            section.expected(name, "an absolute path", got: element)
            return nil
        }
        return text
    }

    private mutating func fillLimits(_ section: Section) {
        let known = ["slots", "cpus", "memory", "log_size", "users", "groups"]
        guard let element = section["limits"],
            let limits = Section(element, path: "limits", log: section.log, known: known)
        else { return }
        self.limits.slots = limits.integer("slots", in: 1...100_000).map(Int.init)
        self.limits.cpus = limits.integer("cpus", in: 1...1_000_000).map(Int.init)
        self.limits.memory = limits.byteCount("memory")
        self.limits.logSize = limits.byteCount("log_size")
        sharing.readLimits(limits)
    }

    private mutating func fillDefaults(_ section: Section) {
        guard let element = section["defaults"] else { return }
        guard let values = element.json.objectValue else {
            return section.expected("defaults", "a mapping of keys of a specification", got: element)
        }
        SpecificationReader.check(defaults: element, path: "defaults", section.log)
        defaults = values
    }
}

/// Whose rights the runs of a daemon have that serves all users of a host.
package enum RunAs: String, Hashable, Sendable, CaseIterable {
    /// Of whoever submitted them, through an agent in a process of her own.
    case submitter
    /// Of the daemon's own user: then only images are started.
    case service
}

extension DaemonConfiguration {
    /// Where the file lies, unless it is named.
    ///
    /// - Parameter environment: of the process; XDG_CONFIG_HOME and HOME are looked up.
    package static func usualPath(_ environment: (String) -> String?) -> String {
        let base = environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? (environment("HOME") ?? "/") + "/.config") + "/sweepd/config.yaml"
    }
}
