internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until a sweep has ended; code 1 if a run failed.",
        discussion: """
            Examples:
              sweepctl wait @last
              sweepctl wait digits --timeout 2h       code 124 if it takes longer
            """)

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @Option(help: ArgumentHelp("Wait no longer, e.g. 30s, 2h.", valueName: "time")) var timeout: String?
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let limit = try timeout.map { text throws(Fault) in try TimeLimit.read(text) }
        Interruption.handle { [sweep] in "the sweep goes on; stop it with 'sweepctl cancel \(sweep)'" }
        let wait = SweepWait(client: try connection.client, sweep: sweep)
        let object = try await TimeLimit.within(limit, "the end of '\(sweep)'") { () throws(Fault) in
            try await wait.run()
        }
        let code = SweepWait.judge(object)
        if code != 0 { throw ExitCode(code) }
    }
}

/// The longest time to wait for something.
enum TimeLimit {
    static func read(_ text: String) throws(Fault) -> Span {
        guard let span = Span(text) else {
            throw Fault(.usage, "cannot read the time '\(text)'", hint: "write it as 90, 30s, 1h30m or 2d")
        }
        return span
    }

    /// - Throws: what the body throws; `timeout` where it takes longer.
    static func within<Result: Sendable>(
        _ limit: Span?, _ what: String, _ body: @escaping @Sendable () async throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        guard let limit else { return try await body() }
        let alarm = Task {
            try await Task.sleep(for: .nanoseconds(limit.nanoseconds))
            Console.report(Fault(.timeout, "cannot wait any longer for \(what): \(limit.text) have passed"))
            Console.exit(.timeout)
        }
        defer { alarm.cancel() }
        return try await body()
    }
}
