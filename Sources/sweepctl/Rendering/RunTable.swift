internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// Runs as a table and as CSV.
struct RunTable {
    let runs: [RunObject]
    /// Numbers the rows, best first.
    var ranked = false
    /// Names of the parameters, in their first order.
    private let parameters: [String]
    /// Whether they were made under several revisions, whose results may differ.
    private let isRevised: Bool

    init(_ runs: [RunObject], ranked: Bool = false) {
        self.runs = runs
        self.ranked = ranked
        var seen: Set<String> = []
        parameters = runs.flatMap(\.parameters.names).filter { seen.insert($0).inserted }
        isRevised = Set(runs.map(\.revision)).count > 1
    }

    func table(_ style: Style) -> Table {
        let objective = runs.lazy.compactMap(\.objective?.name).first ?? "objective"
        var table = Table(
            (ranked ? [Table.Column("#", .right)] : []) + [
                Table.Column("RUN"), Table.Column("STATE"), Table.Column(objective, .right),
            ] + parameters.enumerated().map { Table.Column($1, .right, minimum: 6, expendable: 10 + $0) }
                + (isRevised ? [Table.Column("REV", .right, expendable: 4)] : []) + [
                    Table.Column("TIME", .right, expendable: 3), Table.Column("WHY", minimum: 12, expendable: 2),
                ])
        for (place, run) in runs.enumerated() { table.add(row(run, place: place, style)) }
        return table
    }

    private func row(_ run: RunObject, place: Int, _ style: Style) -> [Table.Cell] {
        let mark = StateMark(run.state, style)
        let value = run.objective.map { NumberText.short($0.value) } ?? ""
        let why = [run.reason?.rawValue, run.lastError].compactMap { $0 }.joined(separator: ": ")
        return (ranked ? [Table.Cell("\(place + 1)")] : []) + [
            Table.Cell(run.run), Table.Cell(mark.text, mark.tint), Table.Cell(value, .bold),
        ] + parameters.map { Table.Cell(ValueText.short(run.parameters[$0])) }
            + (isRevised ? [Table.Cell("\(run.revision)")] : []) + [
                Table.Cell(run.durationSeconds.map(TimeText.duration) ?? ""), Table.Cell(why),
            ]
    }

    /// One line a run; parameters and metrics have columns of their own, `param.NAME` and `metric.NAME`.
    var csv: String {
        var seen: Set<String> = []
        let metrics = runs.flatMap(\.metrics.names).filter { seen.insert($0).inserted }
        let head = [
            "run", "state", "reason", "objective", "attempts", "exit_code", "queued_at", "started_at", "finished_at",
            "duration_seconds", "revision",
        ]
        let names = head + parameters.map { "param.\($0)" } + metrics.map { "metric.\($0)" }
        return CSV.line(names) + runs.map { CSV.line(fields($0, metrics)) }.joined()
    }

    private func fields(_ run: RunObject, _ metrics: [String]) -> [String] {
        let fixed = [
            run.run, run.state.rawValue, run.reason?.rawValue ?? "",
            ValueText.exact(.optional(run.objective?.value)), "\(run.attempts)",
            run.exitCode.map { "\($0)" } ?? "", run.queuedAt.description, run.startedAt?.description ?? "",
            run.finishedAt?.description ?? "", ValueText.exact(.optional(run.durationSeconds)), "\(run.revision)",
        ]
        return fixed + parameters.map { ValueText.exact(run.parameters[$0]) }
            + metrics.map { ValueText.exact(run.metrics[$0]) }
    }

    /// Prints the runs the way that was asked for.
    func print(_ output: ListOutput) throws(Fault) {
        if output.json {
            Console.out(try Wire.json(runs))
        } else if output.csv {
            Console.out(csv)
        } else if !runs.isEmpty {
            Console.out(table(Console.style(.output)))
        }
    }
}
