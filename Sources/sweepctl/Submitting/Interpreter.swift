internal import SweepModel

/// What `${interpreter}` is.
enum Interpreter {
    /// - Parameters:
    ///   - choice: the specification's `python`.
    ///   - folder: of the specification's file.
    /// - Returns: an absolute path; nil where `auto` finds none.
    /// - Throws: `specification` where the chosen one is not there.
    static func find(_ choice: String, beside folder: String) throws(Fault) -> String? {
        guard choice != "auto" else { return automatic(folder) }
        let path = choice.contains("/") ? Paths.absolute(choice, from: folder) : Paths.find(choice)
        guard let path, Paths.isExecutable(path) else {
            throw Fault(
                .specification, "cannot find the interpreter '\(choice)'",
                hint: "give 'python' as a path relative to the specification, a name in PATH, or auto")
        }
        return path
    }

    private static func automatic(_ folder: String) -> String? {
        let environments = [
            Environment["VIRTUAL_ENV"], Environment["CONDA_PREFIX"], "\(folder)/.venv",
        ]
        let installed = environments.compactMap { $0 }.map { "\($0)/bin/python" }.first(where: Paths.isExecutable)
        return installed ?? Paths.find("python3") ?? Paths.find("python")
    }
}
