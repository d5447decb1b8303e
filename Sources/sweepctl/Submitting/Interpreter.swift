internal import SweepModel

/// What `${interpreter}` is.
enum Interpreter {
    /// Of a sweep's runs: in a container what its image has under that name, else a program of this host.
    ///
    /// - Returns: nil where `auto` finds none.
    /// - Throws: `specification` where the chosen one is not there.
    static func find(for specification: Specification, _ file: SpecificationFile) throws(Fault) -> String? {
        let choice = specification.python
        if specification.container != nil { return choice == "auto" ? "python3" : choice }
        return try find(choice, beside: file.folder)
    }

    /// As ``find(for:_:)``, for runs that cannot do without.
    ///
    /// - Throws: `specification` also where there is none.
    static func need(for specification: Specification, _ file: SpecificationFile) throws(Fault) -> String {
        if let path = try find(for: specification, file) { return path }
        throw Fault(
            .specification, "cannot find an interpreter: neither python3 nor python is in PATH",
            hint: "install python3, activate a virtual environment, or set 'python'")
    }

    /// - Parameters:
    ///   - choice: the specification's `python`.
    ///   - folder: of the specification's file.
    /// - Returns: an absolute path; nil where `auto` finds none.
    /// - Throws: `specification` where the chosen one is not there.
    private static func find(_ choice: String, beside folder: String) throws(Fault) -> String? {
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
