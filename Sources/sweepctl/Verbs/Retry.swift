internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Run ended runs again.",
        discussion: """
            Examples:
              sweepctl retry digits/17
              sweepctl retry @last --failed
              sweepctl retry digits/3 digits/8-10
            """)

    @Argument(help: "Runs, or with --failed a sweep.") var subjects: [Subject]
    @Flag(help: "All failed runs of the sweep.") var failed = false
    @Option(help: ArgumentHelp("Change a key of the specification for these runs.", valueName: "key=value"))
    var set: [String] = []
    @Flag(help: "Take the code as it is now.") var refreshSource = false
    @Flag(help: "Empty the run directory first, so that no checkpoint is found.") var fresh = false
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard subjects.allSatisfy({ ($0.indices == nil) == failed }) else {
            throw ValidationError("name runs (SWEEP/17), or a sweep together with --failed")
        }
    }

    func run() async throws {
        let client = try connection.client
        var faults = Faults()
        for subject in subjects {
            do throws(Fault) {
                try await retry(subject, client)
            } catch {
                faults.add(error)
            }
        }
        try faults.throwLast()
    }

    private func retry(_ subject: Subject, _ client: ControlClient) async throws(Fault) {
        let request = RetryRequest(
            set: try Overrides.read(set), fresh: fresh,
            source: refreshSource ? try await CapturedSource.again(subject.sweep, client) : nil)
        if let range = RunRange(subject) {
            return try await RunChange(client: client, operation: .retryRun).apply(to: [range], body: request, output)
        }
        let response: RetryResponse = try await client.answer(
            to: try ControlRequest(.retrySweep, sweep: subject.sweep, body: request))
        if output.json { return Console.out(try Wire.json(response)) }
        Console.error("\(subject.sweep): \(response.runs.counted("run")) to run again")
    }
}
