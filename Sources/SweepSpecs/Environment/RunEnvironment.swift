package import SweepModel

/// Everything that decides the environment of one attempt.
///
/// Nothing else is inherited from anyone. Of two entries with one name the later rule wins: the submitter's variables,
/// then what sweepd suggests, then the file's `env`, then the reserved names.
package struct RunEnvironment: Sendable {
    /// Whose environment it is.
    package var attempt: AttemptID
    /// SWEEP_NAME.
    package var sweepName: String
    /// SWEEP_SEED, ``Search/runSeed(pointKey:replicate:)``.
    package var seed: UInt32
    /// Where the run finds its folder, parameters and metrics file.
    package var places: RunPlaces
    /// Cores that the attempt leases, at least 1.
    package var cpus: Int
    /// A TCP port of its own.
    package var port: Int
    /// The run's parameters, in order.
    package var parameters: JSONObject
    /// What SWEEP_PARAMS holds: the parameters as ``Nesting`` forms them.
    package var document: JSONObject
    /// The submitter's variables that a bare process gets; none for a container.
    package var submitted: [EnvironmentEntry]
    /// The specification's `env`.
    package var chosen: [EnvironmentEntry]
    /// The attempt's GPUs.
    package var devices = DeviceVariables.none

    /// SWEEP_PARAMS is left out above this size, in bytes; the file always exists.
    package static let parametersBytesMax = 60_000

    /// Takes everything as the properties describe it; without a document the parameters are one.
    package init(
        attempt: AttemptID, sweepName: String, seed: UInt32, places: RunPlaces, cpus: Int, port: Int,
        parameters: JSONObject, document: JSONObject? = nil, submitted: [EnvironmentEntry], chosen: [EnvironmentEntry]
    ) {
        self.attempt = attempt
        self.sweepName = sweepName
        self.seed = seed
        self.places = places
        self.cpus = cpus
        self.port = port
        self.parameters = parameters
        self.document = document ?? parameters
        self.submitted = submitted
        self.chosen = chosen
    }

    /// The whole environment, each name once, in a fixed order.
    package var entries: [EnvironmentEntry] {
        var places: [String: Int] = [:]
        var result: [EnvironmentEntry] = []
        for entry in submitted.filter({ !Self.isReserved($0.name) }) + suggested + chosen + reserved {
            if let place = places[entry.name] {
                result[place] = entry
            } else {
                places[entry.name] = result.count
                result.append(entry)
            }
        }
        return result
    }

    /// Whether a name is sweepd's own, so that `env` may not set it.
    package static func isReserved(_ name: String) -> Bool {
        name.hasPrefix("SWEEP_") || name.hasPrefix("PARAM_") || DeviceVariables.names.contains(name)
    }

    private var suggested: [EnvironmentEntry] {
        [
            EnvironmentEntry("OMP_NUM_THREADS", String(max(1, cpus))),
            EnvironmentEntry("MASTER_PORT", String(port)),
        ] + folders + wandb
    }

    private var folders: [EnvironmentEntry] {
        [("HOME", places.home), ("TMPDIR", places.temporary)].compactMap { name, path in
            path.map { EnvironmentEntry(name, $0) }
        }
    }

    /// Lets a script written for W&B run as it is: offline, beneath the run's own folder, flushed often enough to be
    /// read while it goes.
    private var wandb: [EnvironmentEntry] {
        let folder = places.files
        return [
            EnvironmentEntry("WANDB_MODE", "offline"),
            EnvironmentEntry("WANDB_DIR", folder),
            EnvironmentEntry("WANDB_CACHE_DIR", folder + "/wandb/cache"),
            EnvironmentEntry("WANDB_CONFIG_DIR", folder + "/wandb/config"),
            EnvironmentEntry("WANDB_DATA_DIR", folder + "/wandb/data"),
            EnvironmentEntry("WANDB_RUN_ID", "\(attempt.run.sweep)-\(attempt.run.index)-\(attempt.number)"),
            EnvironmentEntry("WANDB_NAME", attempt.run.description),
            EnvironmentEntry("WANDB_RUN_GROUP", attempt.run.sweep.text),
            EnvironmentEntry("WANDB_SWEEP_ID", attempt.run.sweep.text),
            EnvironmentEntry("WANDB_SILENT", "true"),
            EnvironmentEntry("WANDB_CONSOLE", "off"),
            EnvironmentEntry("WANDB_DISABLE_GIT", "true"),
            EnvironmentEntry("WANDB_X_TRANSACTION_LOG_FLUSH_INTERVAL", "2"),
            EnvironmentEntry("WANDB_X_STATS_SAMPLING_INTERVAL", "15"),
        ]
    }

    private var reserved: [EnvironmentEntry] {
        identity + ParameterVariables.entries(parameters) + devices.entries
    }

    private var identity: [EnvironmentEntry] {
        let text = document.text()
        let whole = text.utf8.count <= Self.parametersBytesMax ? [EnvironmentEntry("SWEEP_PARAMS", text)] : []
        return whole + [
            EnvironmentEntry("SWEEP_PARAMS_FILE", places.parameters),
            EnvironmentEntry("SWEEP_ID", attempt.run.sweep.text),
            EnvironmentEntry("SWEEP_NAME", sweepName),
            EnvironmentEntry("SWEEP_RUN_ID", attempt.run.description),
            EnvironmentEntry("SWEEP_RUN_INDEX", String(attempt.run.index)),
            EnvironmentEntry("SWEEP_ATTEMPT", String(attempt.number)),
            EnvironmentEntry("SWEEP_SEED", String(seed)),
            EnvironmentEntry("SWEEP_RUN_DIR", places.files),
            EnvironmentEntry("SWEEP_METRICS_FILE", places.metrics),
        ]
    }
}
