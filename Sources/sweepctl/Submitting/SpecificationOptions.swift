internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSpecs

/// Flags that are laid over the file.
struct SpecificationOptions: ParsableArguments {
    @Option(help: "GPUs of each run.") var gpus: String?
    @Option(help: "Container image.") var image: String?
    @Option(help: "What executes the runs: podman, docker or none.") var engine: String?
    @Option(help: "How many runs at most at once.") var maxParallel: Int?
    @Option(help: ArgumentHelp("How long an attempt may take, e.g. 2h.", valueName: "time")) var timeLimit: String?
    @Option(help: "How many runs at most.") var runCap: Int?
    @Option(help: ArgumentHelp("Any key of the file, dotted; the value is YAML.", valueName: "key=value"))
    var set: [String] = []

    /// All of them over what a daemon lays beneath every file.
    func overlay(_ defaults: JSONObject?) throws(Fault) -> Overlay {
        Overlay(defaults: defaults ?? JSONObject(), overrides: try overrides())
    }

    /// All of them; those of `--set` win.
    func overrides() throws(Fault) -> [Override] {
        let flags: [(String, String?)] = [
            ("resources.gpus", gpus), ("container.image", image), ("container.engine", engine),
            ("max_parallel", maxParallel.map(String.init)), ("time_limit", timeLimit),
            ("run_cap", runCap.map(String.init)),
        ]
        return flags.compactMap { key, value in value.map { Override(key: key, value: $0) } }
            + (try Overrides.read(set))
    }
}

enum Overrides {
    /// `KEY=VALUE` texts.
    static func read(_ texts: [String]) throws(Fault) -> [Override] {
        var overrides: [Override] = []
        for text in texts {
            _ = try SpecificationOverride(text)
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            overrides.append(Override(key: String(parts[0]), value: String(parts[1])))
        }
        return overrides
    }

    static func parsed(_ overrides: [Override]) throws(Fault) -> [SpecificationOverride] {
        var parsed: [SpecificationOverride] = []
        for override in overrides { parsed.append(try SpecificationOverride("\(override.key)=\(override.value)")) }
        return parsed
    }
}
