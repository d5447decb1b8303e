/// What is known of a failed attempt and may tell what to do about it.
package struct FailureEvidence: Hashable, Sendable {
    package var outcome: Outcome
    /// The errno of a program that could not be started.
    package var launchErrno: Int32?
    /// The first word of its command.
    package var program: String
    /// The last few thousand bytes that it wrote to standard error, and to standard output.
    package var lastWords: String
    /// Nil for a bare process.
    package var container: ContainerPlan?
    /// What a bare process is held to; nil for no limit.
    package var memory: ByteCount?

    package init(
        outcome: Outcome, launchErrno: Int32? = nil, program: String, lastWords: String = "",
        container: ContainerPlan? = nil, memory: ByteCount? = nil
    ) {
        self.memory = memory
        self.outcome = outcome
        self.launchErrno = launchErrno
        self.program = program
        self.lastWords = lastWords
        self.container = container
    }
}
