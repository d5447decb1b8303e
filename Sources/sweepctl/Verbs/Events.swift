internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Print a sweep's history, or that of all sweeps.",
        discussion: """
            Examples:
              sweepctl events @last
              sweepctl events digits -f --json
              sweepctl events -f
            """)

    @Argument(help: "The sweep; all of them where it is left out.", completion: SweepNames.completion)
    var sweep: String?
    @Flag(name: .shortAndLong, help: "Go on until the sweep has ended.") var follow = false
    @Option(help: "Only events after this number.") var after: Int64 = 0
    @Flag(help: "Print JSON: a list, or with --follow one object a line.") var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = try connection.client
        guard follow else { return try await list(client) }
        Interruption.handle { [sweep] in
            sweep.map { "the sweep goes on; stop it with 'sweepctl cancel \($0)'" } ?? "what runs goes on"
        }
        try await client.followEvents(of: sweep, after: after) { event throws(Fault) in
            if json { Console.out(try Wire.json(event)) } else { Console.out(Self.line(event)) }
            return .more
        }
    }

    private func list(_ client: ControlClient) async throws {
        var query = EventsQuery()
        query.after = after
        query.limit = Int(EventsQuery.limitMax)
        let request = ControlRequest(sweep == nil ? .listAllEvents : .listEvents, sweep: sweep, query: query.items)
        let list: EventList = try await client.answer(to: request)
        if json { return Console.out(try Wire.json(list.events)) }
        Console.out(list.events.map(Self.line).joined())
    }

    private static func line(_ event: EventObject) -> String {
        let subject = (event.run ?? event.sweep.text) + (event.attempt.map { " attempt \($0)" } ?? "")
        let detail = event.detail.map { ": \($0)" } ?? ""
        return VisibleText.line("\(event.at)  \(subject)  \(event.event)\(detail)") + "\n"
    }
}
