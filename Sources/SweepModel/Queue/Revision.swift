/// A new version of a sweep's specification, from the same file.
package struct Revision: Hashable, Sendable {
    package var specification: Specification
    package var context: SubmissionContext
    package var overlay: Overlay
    /// Whether it holds for the runs alone that are retried under it, while the sweep goes on under its own.
    package var isForRuns: Bool
    /// What sets its runs apart from those of the revision before; nil where their results can be compared.
    package var difference: String?

    package init(
        specification: Specification, context: SubmissionContext, overlay: Overlay, isForRuns: Bool = false,
        difference: String? = nil
    ) {
        self.specification = specification
        self.context = context
        self.overlay = overlay
        self.isForRuns = isForRuns
        self.difference = difference
    }
}
