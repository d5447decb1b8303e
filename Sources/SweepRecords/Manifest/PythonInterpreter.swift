package import SweepModel

/// A Python interpreter that can be asked for its packages, and everything that its answer depends on.
package struct PythonInterpreter: Sendable {
    package enum Answer: Hashable, Sendable {
        /// What it wrote to standard output.
        case output([UInt8])
        /// There is no such interpreter, and never will be.
        case absent
    }

    /// As people know it.
    let name: String
    /// Two interpreters with the same parts give the same answer, until what is watched changes.
    let identity: [String]
    /// The file whose change makes a kept answer void, with those of its folders of packages; nil where nothing of it can
    /// change.
    let watched: String?
    let ask: @Sendable ([String]) async throws(Fault) -> Answer

    /// An interpreter of an image, which never changes.
    ///
    /// - Parameters:
    ///   - command: as in the container's PATH, or absolute.
    ///   - image: its id.
    ///   - ask: runs a command in a container of the image.
    package init(
        command: String, image: String, ask: @escaping @Sendable ([String]) async throws(Fault) -> Answer
    ) {
        name = command
        identity = ["image", image, command]
        watched = nil
        self.ask = { arguments throws(Fault) in try await ask([command] + arguments) }
    }

    /// An interpreter of this host.
    ///
    /// - Parameters:
    ///   - path: absolute, as the command names it (a virtual environment's own link, say).
    ///   - environment: the run's; only what decides where packages are found is handed on.
    package init(path: String, environment: [EnvironmentEntry]) {
        let environment = environment.filter { Self.names.contains($0.name) }
        name = path
        identity = [path, realPath(path) ?? ""] + environment.map { "\($0.name)=\($0.value)" }
        watched = path
        ask = { arguments throws(Fault) in try await Self.ask(path, arguments, environment) }
    }

    private static let names: Set<String> = [
        "PATH", "HOME", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX", "LD_LIBRARY_PATH",
    ]

    private static func ask(
        _ path: String, _ arguments: [String], _ environment: [EnvironmentEntry]
    ) async throws(Fault) -> Answer {
        do throws(ShortCommand.Failure) {
            let output = try await ShortCommand.run(
                path, arguments, environment: environment, limit: PythonQuery.outputMax, timeout: .seconds(30))
            guard output.code == 0 else { throw .failed(output.reason) }
            return .output(output.bytes)
        } catch {
            throw Fault(.failed, "cannot ask '\(path)' for its packages: \(error.reason)")
        }
    }
}
