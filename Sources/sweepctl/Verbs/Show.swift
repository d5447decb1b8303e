internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one run with its metrics and attempts.",
        discussion: """
            Examples:
              sweepctl show @last/3
              sweepctl show digits/17 --json
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run")) var reference: RunReference
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = ControlRequest(.showRun, sweep: reference.sweep, index: reference.index)
        let detail: RunDetail = try await connection.client.answer(to: request)
        if output.json { return Console.out(try Wire.json(detail)) }
        detail.facts(Console.style(.output)).print()
        if !detail.metricSummary.isEmpty {
            Console.out("\n")
            Console.out(detail.metricTable())
        }
        if !detail.attemptList.isEmpty {
            Console.out("\n")
            Console.out(detail.attemptTable())
        }
    }
}
