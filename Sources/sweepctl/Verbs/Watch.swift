internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch a sweep until it has ended.",
        discussion: """
            Examples:
              sweepctl watch @last
              sweepctl watch digits --exit-status     code 1 if a run failed
            """)

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @Flag(help: "End with code 1 if a run failed.") var exitStatus = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        Interruption.handle { [sweep] in "the sweep goes on; stop it with 'sweepctl cancel \(sweep)'" }
        let client = try connection.client
        let board = Board(client: client)
        let object = try await SweepFollower(client: client, sweep: sweep).follow { sweep throws(Fault) in
            try await board.show(sweep)
            return sweep.isBraked && sweep.counts.live == 0 ? .enough : .goOn
        }
        await board.end()
        if !exitStatus { object.tellHoles() }
        if exitStatus {
            let code = SweepWait.judge(object)
            if code != 0 { throw ExitCode(code) }
        }
    }
}

/// What `watch` shows: progress, the runs that run, those that failed, and the best.
private actor Board {
    private let client: ControlClient
    private var redraw = Redraw()

    init(client: ControlClient) { self.client = client }

    func show(_ sweep: SweepObject) async throws(Fault) {
        let size = Console.size(.output) ?? (100, 40)
        let style = Console.style(.output)
        var lines = head(sweep, size.columns, style)
        let room = max(2, (size.rows - lines.count - 4) / 2)
        lines += try await table("running and failed", active(sweep, room), size.columns, style)
        lines += try await table("best", best(sweep, room - 2), size.columns, style)
        if Console.isTerminal(.output) {
            Terminal.draw(redraw.frame(Array(lines.prefix(size.rows - 1))), on: .output)
        } else {
            Console.out(ProgressLine(sweep).text(width: 200, style: style) + "\n")
        }
    }

    func end() { Terminal.draw(redraw.end(), on: .output) }

    private func head(_ sweep: SweepObject, _ columns: Int, _ style: Style) -> [String] {
        let mark = StateMark(sweep.state, style)
        let reason = sweep.reason.map { " (\($0.rawValue))" } ?? ""
        let title = "\(style.paint(sweep.sweep.text, .bold))  \(style.paint(mark.text + reason, mark.tint))"
        return [
            TextWidth.cut(title, to: columns, mark: style.cutMark),
            ProgressLine(sweep).text(width: columns - 1, style: style),
        ]
    }

    private func active(_ sweep: SweepObject, _ limit: Int) async throws(Fault) -> [RunObject] {
        var query = RunsQuery()
        query.states = [.starting, .running, .retrying, .failed]
        query.sort = .queuedAt
        query.descending = true
        query.limit = max(1, limit)
        let request = ControlRequest(.listRuns, sweep: sweep.sweep.text, query: query.items)
        return try await client.answer(RunList.self, to: request).runs
    }

    private func best(_ sweep: SweepObject, _ limit: Int) async throws(Fault) -> [RunObject] {
        guard sweep.best != nil else { return [] }
        var query = BestQuery()
        query.count = max(1, limit)
        let request = ControlRequest(.listBest, sweep: sweep.sweep.text, query: query.items)
        return try await client.answer(RunList.self, to: request).runs
    }

    private func table(_ title: String, _ runs: [RunObject], _ columns: Int, _ style: Style) -> [String] {
        guard !runs.isEmpty else { return [] }
        let lines = RunTable(runs).table(style).lines(width: columns - 1, style: style)
        return ["", style.paint(title, .grey)] + lines
    }
}
