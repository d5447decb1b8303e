package import SweepModel

/// What reading a specification gave: the specification unless there is an error, and every fault and warning in the
/// order of the file.
package struct CheckedSpecification: Sendable {
    /// Nil exactly where `diagnostics` holds an error.
    package let specification: Specification?
    /// Sorted by place; those that belong to no place in the file come first.
    package let diagnostics: [Diagnostic]
    /// What is sound and cannot be run yet: no errors of the file, but of its submission.
    package let unsupported: [Diagnostic]

    /// The diagnostics that hinder nothing.
    package var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }

    /// The specification.
    ///
    /// - Parameter file: the file's name, for the message.
    /// - Throws: `specification` with all diagnostics as details where there is an error.
    package func get(file: String) throws(Fault) -> Specification {
        if let specification { return specification }
        let count = diagnostics.count { $0.severity == .error }
        throw Fault(
            .specification, "cannot use '\(file)': \(count.counted("error"))", details: diagnostics)
    }

    /// The specification for a sweep that is to run.
    ///
    /// - Parameter file: the file's name, for the message.
    /// - Throws: as ``get(file:)``, and for what cannot be run yet.
    package func submittable(file: String) throws(Fault) -> Specification {
        let specification = try get(file: file)
        guard !unsupported.isEmpty else { return specification }
        throw Fault(
            .specification, "cannot run '\(file)': \(unsupported.count.counted("thing")) not supported yet",
            hint: "'sweepctl validate' and 'expand' take it all the same", details: unsupported)
    }
}
