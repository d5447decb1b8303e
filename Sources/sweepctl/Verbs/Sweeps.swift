internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Sweeps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweeps",
        abstract: "List sweeps, the newest first.",
        discussion: """
            Examples:
              sweepctl sweeps
              sweepctl sweeps --state running,paused --json
            """)

    @Option(help: ArgumentHelp("Only sweeps in these states.", valueName: "state,…")) var state: String?
    @Option(help: "Only sweeps of this user.") var owner: String?
    @Option(help: "How many at most.") var limit = 100
    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = SweepsQuery()
        query.states = try StateList.read(state)
        query.owner = owner
        query.limit = limit
        let list: SweepList = try await connection.client.answer(to: ControlRequest(.listSweeps, query: query.items))
        if list.sweeps.isEmpty { Console.error("there are no such sweeps") }
        try SweepTable(list.sweeps).print(output)
        if list.sweeps.count == limit { Console.error("the newest \(limit.counted("sweep")); more with --limit") }
    }
}

/// `failed,running` as states.
enum StateList {
    static func read<State: RawRepresentable & CaseIterable>(_ text: String?) throws(Fault) -> [State]
    where State.RawValue == String {
        var states: [State] = []
        for word in (text ?? "").split(separator: ",") {
            guard let state = State(rawValue: String(word)) else {
                let known = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    .usage, "cannot list by state '\(word)': there is no such state", hint: "states are \(known)")
            }
            states.append(state)
        }
        return states
    }
}
