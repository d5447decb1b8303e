internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSpecs

struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a live sweep.",
        discussion: """
            Limits, resources, retries, what runs execute, and which values there are may change; each edit is a
            new revision. Runs that are live go on as they began.

            Examples:
              sweepctl edit digits run_cap=200 max_parallel=4
              sweepctl edit @last parameters.lr.values='[0.1, 0.01, 0.001]'
              sweepctl edit digits --points '[{"lr": 0.05, "layers": 3}]'
              sweepctl edit digits --points more.csv
              sweepctl edit digits run_cap=null            no cap any more
            """)

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @Argument(
        help: ArgumentHelp(
            "A key of the specification, dotted; the value is YAML, and null takes the key away.",
            valueName: "key=value"))
    var changes: [String] = []
    @Option(
        help: ArgumentHelp(
            "Points to run too: JSON, or a file of them as 'points' in a specification names it.", valueName: "points"),
        completion: .file())
    var points: String?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !changes.isEmpty || points != nil else {
            throw ValidationError("say what to change, as run_cap=100, or add --points")
        }
    }

    func run() async throws {
        let overrides = try Overrides.read(changes)
        let files = overrides.filter { $0.key == "points" && !PointLines.areWritten(in: $0.value) }
        let set = overrides.filter { !files.contains($0) }
        let more = files.map(\.value) + [points].compactMap { $0 }
        guard more.count <= 1 else { throw Fault(.usage, "cannot add points twice in one edit") }
        let client = try connection.client
        guard let lines = try await lines(more.first, set, client) else {
            return try report(await ask(client, EditRequest(set: set)))
        }
        try report(await ask(client, EditRequest(set: set, points: lines.send(to: client))))
    }

    /// What a file holds is checked here, where its lines are known.
    private func lines(
        _ points: String?, _ set: [Override], _ client: ControlClient
    ) async throws(Fault) -> PointLines? {
        guard let points else { return nil }
        if PointLines.areWritten(in: points) { return try PointLines(json: points) }
        let kept = try await KeptSpecification(sweep, adding: set, client)
        let found = try PointSource(points, in: Paths.current()).points(of: kept.specification)
        return PointLines(bytes: found.lines, count: found.count)
    }

    private func ask(_ client: ControlClient, _ body: EditRequest) async throws(Fault) -> EditResponse {
        do {
            return try await client.answer(to: ControlRequest(.editSweep, sweep: sweep, body: body))
        } catch {
            // Its faults have no place in a file.
            for detail in error.details { Console.error(detail.text(file: sweep)) }
            throw Fault(error.code, error.message, hint: error.hint)
        }
    }

    private func report(_ response: EditResponse) throws(Fault) {
        if output.json { return Console.out(try Wire.json(response)) }
        for change in response.changes {
            Console.error("\(change.key): \(change.old ?? "none") → \(change.new ?? "none")")
        }
        if response.points > 0 { Console.error("\(response.points.counted("point")) added") }
        for note in response.notes { Console.warn(note) }
        let isNew = !response.changes.isEmpty || response.points > 0
        let runs = response.runs.map { "at most \($0.counted("run"))" } ?? "no fixed number of runs"
        Console.error(
            "\(response.sweep) is \(response.state.rawValue), revision \(response.revision)"
                + (isNew ? ", \(runs)" : ": nothing changed"))
    }
}
