internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Resubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit",
        abstract: "Submit a run's parameters again, as a new sweep with changes.",
        discussion: """
            Examples:
              sweepctl resubmit digits/17 --set parameters.epochs.value=100
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run")) var reference: RunReference
    @Option(help: ArgumentHelp("Change a key of the specification.", valueName: "key=value")) var set: [String] = []
    @Option(help: "How many runs of the same parameters.") var replicates: Int?
    @Option(help: "The new sweep's name.") var name: String?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let body = ResubmitRequest(set: try Overrides.read(set), replicates: replicates, name: name)
        let request = try ControlRequest(.resubmitRun, sweep: reference.sweep, index: reference.index, body: body)
        let response: SubmissionResponse = try await connection.client.answer(to: request)
        if output.json { Console.out(try Wire.json(response)) } else { Console.out("\(response.sweep)\n") }
    }
}
