package import SweepModel

/// What reading a specification gave: the specification unless there is an error, and every fault and warning in the
/// order of the file.
package struct CheckedSpecification: Sendable {
    /// Nil exactly where `diagnostics` holds an error.
    package let specification: Specification?
    /// Sorted by place; those that belong to no place in the file come first.
    package let diagnostics: [Diagnostic]

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
}
