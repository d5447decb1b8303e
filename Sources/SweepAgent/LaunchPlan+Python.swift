internal import SweepEngines
internal import SweepModel
internal import SweepRecords

extension LaunchPlan {
    /// The Python interpreter whose packages belong into the manifest: the one that the command runs; of a container that
    /// runs something else, the image's `python3`.
    func interpreter(on host: EngineHost) -> PythonInterpreter? {
        let words = argv.prefix(2).filter { $0 != "/usr/bin/env" }
        let word = words.first.flatMap { $0.split(separator: "/").last?.hasPrefix("python") == true ? $0 : nil }
        if let container { return Self.interpreter(word ?? "python3", of: container.image, engine, host) }
        guard let word, let path = word.hasPrefix("/") ? word : executable else { return nil }
        return PythonInterpreter(path: path, environment: environment)
    }

    private static func interpreter(
        _ command: String, of image: ImageRecord, _ engine: String, _ host: EngineHost
    ) -> PythonInterpreter? {
        guard let engine = try? EngineRegistry.engine(named: engine) else { return nil }
        return PythonInterpreter(command: command, image: image.id) { argv throws(Fault) in
            let answer = try await engine.ask(image, argv, on: host)
            if answer.lacksProgram { return .absent }
            guard answer.code == 0 else {
                throw Fault(.failed, "cannot ask the image '\(image.name)' for its packages: \(answer.reason)")
            }
            return .output(Array(answer.output.utf8))
        }
    }
}
