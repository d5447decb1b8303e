internal import SweepModel
internal import SweepSpecs

/// The variables of the submitter that a bare process gets.
enum SubmitterEnvironment {
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH",
    ]
    private static let prefixes = ["LC_", "CONDA_"]

    /// - Parameter wanted: further names, which the command takes with `${envvar:NAME}`.
    static func entries(wanted: [String]) -> [EnvironmentEntry] {
        Environment.all.filter { isTaken($0.name, wanted) }.map { EnvironmentEntry($0.name, $0.value) }
    }

    /// - Throws: `usage` where a variable that a run would get is not UTF-8.
    static func check(_ draft: Draft) throws(Fault) {
        let wanted = CommandTemplate(specification: draft.specification).environmentNames
        guard let name = Environment.unreadable.first(where: { isTaken($0, wanted) }) else { return }
        throw Fault(
            .usage, "cannot submit: the variable '\(name)' of your environment, which runs get, is not UTF-8",
            hint: "set it anew, or take it away for this command: 'env -u \(name) sweepctl …'")
    }

    private static func isTaken(_ name: String, _ wanted: [String]) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) } || wanted.contains(name)
    }
}
