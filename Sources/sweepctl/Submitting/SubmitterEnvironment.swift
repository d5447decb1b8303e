internal import SweepModel

/// The variables of the submitter that a bare process gets.
enum SubmitterEnvironment {
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH",
    ]
    private static let prefixes = ["LC_", "CONDA_"]

    /// - Parameter wanted: further names, which the command takes with `${envvar:NAME}`.
    static func entries(wanted: [String]) -> [EnvironmentEntry] {
        Environment.all.filter { entry in
            names.contains(entry.name) || prefixes.contains { entry.name.hasPrefix($0) } || wanted.contains(entry.name)
        }.map { EnvironmentEntry($0.name, $0.value) }
    }
}
