internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Manifest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Print the document that makes a run reproducible, as JSON.",
        discussion: """
            Examples:
              sweepctl manifest @last/3
              sweepctl manifest digits/17 --attempt 1
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run")) var reference: RunReference
    @Option(help: "Which attempt; the last if absent.") var attempt: Int?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let query = QueryItems(attempt: attempt)
        let request = ControlRequest(.showManifest, sweep: reference.sweep, index: reference.index, query: query)
        let manifest: JSONObject = try await connection.client.answer(to: request)
        Console.out(.object(manifest))
    }
}
