internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Queue a sweep.",
        discussion: """
            Examples:
              sweepctl submit sweep.yaml
              sweepctl submit sweep.yaml --set run_cap=50 --name digits --wait
              generate | sweepctl submit - --json
              sweepctl submit sweep.yaml --prior-sweep digits     without the points that it ran
            """)

    @Argument(help: "The specification, YAML or JSON; - is standard input.", completion: .file()) var file: String
    @Option(help: "The sweep's name.") var name: String?
    @Option(help: "The same key and file again return the same sweep.") var key: String?
    @Option(name: [.customShort("R"), .long], help: "A run whose point counts as done.") var priorRun: [String] = []
    @Option(help: "A sweep the points of whose runs count as done.", completion: SweepNames.completion)
    var priorSweep: [String] = []
    @Flag(help: "Do not start before 'sweepctl release'.") var hold = false
    @Flag(help: "Wait until it has ended; code 1 if a run failed.") var wait = false
    @OptionGroup var options: SpecificationOptions
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let file = try SpecificationFile(file)
        let client = try connection.client
        let (draft, host) = try await Draft.make(file, options, for: client)
        try SubmitterEnvironment.check(draft)
        let response = try await draft.submit(
            to: client, host, name: name, key: key, hold: hold, priorRuns: priorRun, priorSweeps: priorSweep)
        Console.error("\(response.sweep): \(draft.summary(host))")
        if output.json { Console.out(try Wire.json(response)) } else { Console.out("\(response.sweep)\n") }
        if wait { try await follow(response.sweep, client) }
    }

    private func follow(_ sweep: SweepID, _ client: ControlClient) async throws {
        Interruption.handle { "the sweep goes on; stop it with 'sweepctl cancel \(sweep)'" }
        let progress = Progress()
        let object = try await SweepWait(client: client, sweep: sweep.text).run { await progress.show($0) }
        await progress.finish(object)
        let code = SweepWait.judge(object)
        if code != 0 { throw ExitCode(code) }
    }
}
