internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of a sweep.",
        discussion: """
            Examples:
              sweepctl runs @last
              sweepctl runs digits --state failed,running --json
              sweepctl runs digits --where 'accuracy > 0.9 and optimizer == "sgd"'
              sweepctl runs digits --sort objective --descending --limit 20
            """)

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @Option(help: ArgumentHelp("Only runs in these states.", valueName: "state,…")) var state: String?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only runs for which this is true: an expression over parameters, metrics, objective, state, attempts and "
                + "duration_seconds, as in 'constraints'.", valueName: "expression"))
    var condition: String?
    @Option(
        help: ArgumentHelp("The order: \(RunSort.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "key"))
    var sort = "index"
    @Flag(help: "The order reversed.") var descending = false
    @Option(help: "How many at most.") var limit = 1000
    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = RunsQuery()
        query.states = try StateList.read(state)
        query.condition = try RunsQuery.condition(condition)
        guard let sort = RunSort(rawValue: sort) else {
            throw Fault(
                .usage, "cannot sort by '\(sort)'",
                hint: "sort by \(RunSort.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        query.sort = sort
        query.descending = descending
        query.limit = limit
        let request = ControlRequest(.listRuns, sweep: sweep, query: query.items)
        let list: RunList = try await connection.client.answer(to: request)
        if list.runs.isEmpty { Console.error("there are no such runs") }
        try RunTable(list.runs).print(output)
        if list.runs.count == limit { Console.error("the first \(limit.counted("run")); more with --limit") }
    }
}
