internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal
internal import Synchronization

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Print a sweep's history, or that of all sweeps.",
        discussion: """
            Examples:
              sweepctl events @last
              sweepctl events digits -f --json
              sweepctl events digits --csv > history.csv
              sweepctl events -f
            """)

    @Argument(help: "The sweep; all of them where it is left out.", completion: SweepNames.completion)
    var sweep: String?
    @Flag(name: .shortAndLong, help: "Go on until the sweep has ended.") var follow = false
    @Option(help: "Only events after this number.") var after: Int64 = 0
    @Flag(help: "Print JSON: a list, or with --follow one object a line.") var json = false
    @Flag(help: "Print comma-separated values.") var csv = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv exclude each other") }
    }

    func run() async throws {
        let history = EventHistory(client: try connection.client, sweep: sweep, after: after)
        let printer = EventPrinter(form: json ? .json : csv ? .csv : .text, isList: !follow)
        printer.begin()
        if follow {
            Interruption.handle { [sweep] in
                sweep.map { "the sweep goes on; stop it with 'sweepctl cancel \($0)'" } ?? "what runs goes on"
            }
            try await history.follow { event throws(Fault) in try printer.print(event) }
        } else {
            try await history.list { event throws(Fault) in try printer.print(event) }
        }
        printer.end()
    }
}

/// Prints events one after another.
private final class EventPrinter: Sendable {
    enum Form: Sendable { case text, csv, json }

    private let form: Form
    /// Whether JSON is one list, and not an object a line.
    private let isList: Bool
    private let count = Mutex(0)

    init(form: Form, isList: Bool) { (self.form, self.isList) = (form, isList) }

    func begin() {
        if form == .csv { Console.out(CSV.line(["seq", "at", "sweep", "run", "attempt", "event", "detail"])) }
        if form == .json, isList { Console.out("[") }
    }

    func end() { if form == .json, isList { Console.out("]\n") } }

    func print(_ event: EventObject) throws(Fault) {
        let isFirst = count.withLock { count in
            defer { count += 1 }
            return count == 0
        }
        switch form {
        case .text: Console.out(Self.line(event))
        case .csv: Console.out(CSV.line(Self.fields(event)))
        case .json where isList: Console.out((isFirst ? "" : ",\n") + (try Wire.json(event)).text())
        case .json: Console.out(try Wire.json(event))
        }
    }

    private static func line(_ event: EventObject) -> String {
        let subject = (event.run ?? event.sweep.text) + (event.attempt.map { " attempt \($0)" } ?? "")
        let detail = event.detail.map { ": \($0)" } ?? ""
        return VisibleText.line("\(event.at)  \(subject)  \(event.event)\(detail)") + "\n"
    }

    private static func fields(_ event: EventObject) -> [String] {
        [
            "\(event.seq)", event.at.description, event.sweep.text, event.run ?? "",
            event.attempt.map { "\($0)" } ?? "", event.event, event.detail ?? "",
        ]
    }
}
