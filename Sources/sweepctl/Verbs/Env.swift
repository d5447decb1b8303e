internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Env: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print a run's environment as an env file, or as one JSON object; secrets are left out.",
        discussion: """
            Examples:
              sweepctl env @last/3 > run.env
              sweepctl env digits/17 --json
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run")) var reference: RunReference
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = ControlRequest(.showEnvironment, sweep: reference.sweep, index: reference.index)
        let object: EnvironmentObject = try await connection.client.answer(to: request)
        if output.json {
            Console.out(.object(JSONObject(object.environment.map { ($0.name, .string($0.value)) })))
        } else {
            Console.out(EnvironmentText.lines(object.environment))
        }
    }
}
