internal import ArgumentParser
internal import SweepControl

struct Requeue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requeue",
        abstract: "Stop runs and put them back into the queue, at no cost.",
        discussion: """
            Examples:
              sweepctl requeue digits/17
              sweepctl requeue @last/1-4
            """)

    @Argument(help: "The runs.") var runs: [RunRange]
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await RunChange(client: connection.client, operation: .requeueRun).apply(to: runs, output)
    }
}
