/// One command that is to be run because something happened to a sweep.
package struct HookPlan: Hashable, Sendable, Codable {
    /// `SWEEP.EVENT.SEQUENCE.NUMBER`: the same however often it is run, so that who receives it can tell.
    package var id: String
    package var sweep: SweepID
    package var argv: [String]
    /// The whole environment.
    package var environment: [EnvironmentEntry]
    /// What happened, for its standard input.
    package var document: JSONObject
    /// Absolute path of the folder in which it starts.
    package var workingDirectory: String
    /// Absolute path of the folder in which its output is kept.
    package var outputFolder: String

    package init(
        id: String, sweep: SweepID, argv: [String], environment: [EnvironmentEntry], document: JSONObject,
        workingDirectory: String, outputFolder: String
    ) {
        self.id = id
        self.sweep = sweep
        self.argv = argv
        self.environment = environment
        self.document = document
        self.workingDirectory = workingDirectory
        self.outputFolder = outputFolder
    }
}
