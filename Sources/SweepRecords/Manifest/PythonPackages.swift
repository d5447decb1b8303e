package import SweepModel

/// Finds out what Python an interpreter is and which packages it sees, beside the runs and never in their way.
///
/// An answer is kept on disk, and holds until the interpreter or one of its folders of packages changes; that of an image
/// for ever. An image that could not be asked is not asked again.
package actor PythonPackages {
    private let folder: String
    private var inFlight: [String: Task<Swift.Result<PythonFacts?, Fault>, Never>] = [:]

    /// - Parameter folder: `python/` of the state directory, made if need be.
    package init(folder: String) { self.folder = folder }

    /// - Returns: nil where there is no such interpreter.
    /// - Throws: a fault where the interpreter does not answer in time, or not sensibly.
    package func facts(of interpreter: PythonInterpreter) async throws(Fault) -> PythonFacts? {
        let query = PythonQuery(interpreter, folder: folder)
        if let kept = query.kept() { return kept }
        let flight = inFlight[query.key] ?? Task { await query.ask() }
        inFlight[query.key] = flight
        let result = await flight.value
        if case .success = result { inFlight[query.key] = nil }
        if interpreter.watched != nil { inFlight[query.key] = nil }
        return try result.get()
    }
}
