internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print what a run wrote.",
        discussion: """
            Examples:
              sweepctl logs @last/3
              sweepctl logs digits/17 -f              until it has ended, across retries
              sweepctl logs digits/17 --attempt 1 --stream stderr
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run")) var reference: RunReference
    @Flag(name: .shortAndLong, help: "Go on until the run has ended.") var follow = false
    @Option(help: "Which attempt; the last if absent.") var attempt: Int?
    @Option(help: "stdout, stderr or both.") var stream = "both"
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard LogsQuery.Stream(rawValue: stream) != nil else {
            throw ValidationError("--stream is stdout, stderr or both, not '\(stream)'")
        }
    }

    func run() async throws {
        let client = try connection.client
        let stream = LogsQuery.Stream(rawValue: stream) ?? .both
        guard follow else { return try await printOnce(stream, client) }
        Interruption.handle { [reference] in
            "the run goes on; stop it with 'sweepctl cancel \(reference.sweep)/\(reference.index)'"
        }
        let streams = stream == .both ? [.stdout, .stderr] : [stream]
        let run: RunDetail = try await client.answer(
            to: ControlRequest(.showRun, sweep: reference.sweep, index: reference.index))
        // Another sweep may be '@last' after a restart.
        let sweep = run.object.run.split(separator: "/").first.map(String.init) ?? reference.sweep
        let follower = OutputFollower(
            client: client, sweep: sweep, index: reference.index,
            paths: streams.map { .init(stream: $0, output: .output) })
        if let attempt { try await follower.follow(attempt: attempt) } else { try await follower.follow() }
    }

    private func printOnce(_ stream: LogsQuery.Stream, _ client: ControlClient) async throws(Fault) {
        var query = LogsQuery()
        query.attempt = attempt
        query.stream = stream
        let request = ControlRequest(.showLogs, sweep: reference.sweep, index: reference.index, query: query.items)
        try await client.receive(request) { piece throws(Fault) in
            Console.out(piece)
            return .more
        }
    }
}
