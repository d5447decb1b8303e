internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSpecs

struct Best: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "List the best runs of a sweep.",
        discussion: """
            Examples:
              sweepctl best @last
              sweepctl best digits -n 1 --env > best.env
              sweepctl best digits --points               replicates together
              sweepctl best digits --metric loss --minimize --csv
            """)

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @Option(name: [.customShort("n"), .customLong("count")], help: "How many at most.") var count = 10
    @Option(help: "Another metric than the sweep's.") var metric: String?
    @Flag(help: "The smallest value is the best.") var minimize = false
    @Flag(help: "The largest value is the best.") var maximize = false
    @Flag(help: "Print the winner's parameters as an env file.") var env = false
    @Flag(help: "List points: what the runs of each came to together.") var points = false
    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if minimize && maximize { throw ValidationError("--minimize and --maximize exclude each other") }
        if env && points { throw ValidationError("--env and --points exclude each other") }
        if env && (output.json || output.csv) { throw ValidationError("--env excludes --json and --csv") }
    }

    func run() async throws {
        var query = BestQuery()
        query.count = env ? 1 : count
        query.metric = metric
        query.goal = minimize ? .minimize : maximize ? .maximize : nil
        if points { return try await printPoints(query) }
        let request = ControlRequest(.listBest, sweep: sweep, query: query.items)
        let list: RunList = try await connection.client.answer(to: request)
        guard env else {
            let name = metric.map { "'\($0)'" } ?? "the objective"
            if list.runs.isEmpty { Console.error("no run has ended with a value of \(name) yet") }
            return try RunTable(list.runs, ranked: true).print(output)
        }
        guard let winner = list.runs.first else {
            throw Fault(
                .notFound, "cannot print the winner of '\(sweep)': no run has ended with a value of the objective")
        }
        Console.out(EnvironmentText.lines(ParameterVariables.entries(winner.parameters)))
    }

    private func printPoints(_ query: BestQuery) async throws(Fault) {
        let request = ControlRequest(.listBestPoints, sweep: sweep, query: query.items)
        let list: PointList = try await connection.client.answer(to: request)
        if list.points.isEmpty { Console.error("of no point have all runs ended with a value of the objective yet") }
        try PointTable(list.points).print(output)
    }
}
