internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how a sweep is, or what goes on altogether.",
        discussion: """
            Examples:
              sweepctl status
              sweepctl status @last --json
            """)

    @Argument(help: "A sweep; all that have not ended if absent.", completion: SweepNames.completion)
    var sweep: String?
    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard let sweep else { return try await printAll() }
        let object: SweepObject = try await connection.client.answer(to: ControlRequest(.showSweep, sweep: sweep))
        if output.json {
            Console.out(try Wire.json(object))
        } else if output.csv {
            Console.out(SweepTable([object]).csv)
        } else {
            object.facts(Console.style(.output)).print()
        }
    }

    private func printAll() async throws {
        var query = SweepsQuery()
        query.states = SweepState.allCases.filter { !$0.isTerminal }
        query.limit = Int(SweepsQuery.limitMax)
        let client = try connection.client
        let list: SweepList = try await client.answer(to: ControlRequest(.listSweeps, query: query.items))
        if list.sweeps.count == query.limit { Console.error("the newest \(query.limit.counted("sweep"))") }
        if output.json || output.csv { return try SweepTable(list.sweeps).print(output) }
        let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
        Console.error(host.words)
        let drain: DrainObject = try await client.answer(to: ControlRequest(.showDrain))
        if drain.drained { Console.error(drain.words) }
        guard list.sweeps.isEmpty else { return Console.out(SweepTable(list.sweeps).table(Console.style(.output))) }
        Console.error("nothing runs or waits; 'sweepctl sweeps' lists what has ended")
    }
}
