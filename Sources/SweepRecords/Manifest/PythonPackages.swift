internal import Glibc
package import SweepModel

/// Finds out what Python an interpreter is and which packages it sees, beside the runs and never in their way.
///
/// An answer is kept on disk, and holds until the interpreter or one of its folders of packages changes.
package actor PythonPackages {
    private let folder: String
    private var inFlight: [String: Task<Swift.Result<PythonFacts, Fault>, Never>] = [:]

    /// - Parameter folder: `python/` of the state directory, made if need be.
    package init(folder: String) { self.folder = folder }

    /// - Parameters:
    ///   - interpreter: absolute path, as the command names it (a virtual environment's own link, say).
    ///   - environment: the run's; only what decides where packages are found is handed on.
    /// - Throws: a fault where the interpreter does not answer within 30 s, or not sensibly.
    package func facts(
        of interpreter: String, environment: [EnvironmentEntry]
    ) async throws(Fault) -> PythonFacts {
        let query = PythonQuery(interpreter: interpreter, environment: environment, folder: folder)
        if let kept = query.kept() { return kept }
        let flight = inFlight[query.key] ?? Task { await query.ask() }
        inFlight[query.key] = flight
        let result = await flight.value
        inFlight[query.key] = nil
        return try result.get()
    }
}
