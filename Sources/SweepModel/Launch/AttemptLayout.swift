/// Where everything of an attempt lies: names, no I/O. All paths are absolute.
package struct AttemptLayout: Hashable, Sendable, Codable {
    /// `runs/` of the state directory.
    package let runsFolder: String
    /// Folder of env files, on tmpfs.
    package let envFolder: String
    package let attempt: AttemptID

    package init(runsFolder: String, envFolder: String, attempt: AttemptID) {
        self.runsFolder = runsFolder
        self.envFolder = envFolder
        self.attempt = attempt
    }

    package static func runFolder(runsFolder: String, run: RunID) -> String {
        "\(runsFolder)/\(run.sweep)/\(run.index)"
    }

    package var runFolder: String { Self.runFolder(runsFolder: runsFolder, run: attempt.run) }
    /// SWEEP_RUN_DIR: what the run keeps, the same for every attempt.
    package var files: String { runFolder + "/files" }
    /// The run's working copy of the source.
    package var work: String { runFolder + "/work" }
    /// Records, logs, metrics and manifest of this attempt; ours, mode 0700.
    package var records: String { "\(runFolder)/attempt-\(attempt.number)" }
    package var parameters: String { records + "/params.json" }
    package var metrics: String { records + "/metrics.jsonl" }
    package var standardOutput: String { records + "/stdout.log" }
    package var standardError: String { records + "/stderr.log" }
    package var started: String { records + "/started.json" }
    package var exit: String { records + "/exit.json" }
    package var manifest: String { records + "/manifest.json" }
    /// What a container has for HOME and TMPDIR; gone with the attempt.
    package var scratch: String { "\(runFolder)/scratch-\(attempt.number)" }
    /// The variables that an env file's format cannot carry, each ended by a zero byte. Only for a container.
    package var exactEnvironment: String { environment + ".exact" }
    /// What each mount of a container must be. Only where there are any.
    package var mounts: String { environment + ".mounts" }
    /// The socket at which the first process of a container connects, where its engine hands no descriptor on to it.
    package var witness: String { environment + ".witness" }
    package var environment: String { "\(envFolder)/\(attempt.run.sweep).\(attempt.run.index).\(attempt.number).env" }
}
