internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// Sweeps as a table and as CSV.
struct SweepTable {
    let sweeps: [SweepObject]
    let now = Clock.now

    init(_ sweeps: [SweepObject]) { self.sweeps = sweeps }

    func table(_ style: Style) -> Table {
        var table = Table([
            Table.Column("SWEEP"), Table.Column("STATE"), Table.Column("RUNS", expendable: 3),
            Table.Column("ENDED", .right), Table.Column("BEST", .right, expendable: 2),
            Table.Column("ETA", .right, expendable: 5), Table.Column("OWNER", minimum: 4, expendable: 6),
            Table.Column("AGE", .right, expendable: 4),
        ])
        for sweep in sweeps { table.add(row(sweep, style)) }
        return table
    }

    private func row(_ sweep: SweepObject, _ style: Style) -> [Table.Cell] {
        let mark = StateMark(sweep.state, style)
        let reason = sweep.reason.map { " (\($0.rawValue))" } ?? ""
        return [
            Table.Cell(sweep.sweep.text), Table.Cell(mark.text + reason, mark.tint),
            Table.Cell(Self.states(sweep, style)),
            Table.Cell("\(sweep.counts.ended)/\(sweep.total.map { "\($0)" } ?? "?")"),
            Table.Cell(sweep.best.map { NumberText.short($0.value) } ?? ""),
            Table.Cell(sweep.etaSeconds.map(TimeText.duration) ?? ""), Table.Cell(sweep.owner),
            Table.Cell(TimeText.relative(sweep.createdAt, now: now)),
        ]
    }

    /// `12✓ 3▶ 1✗`
    static func states(_ sweep: SweepObject, _ style: Style) -> String {
        RunState.allCases.filter { sweep.counts[$0] > 0 }
            .map { "\(sweep.counts[$0])\(StateMark($0, style).glyph)" }.joined(separator: " ")
    }

    var csv: String {
        let head = ["sweep", "name", "state", "reason", "owner", "method", "total"]
        let names = head + RunState.allCases.map(\.rawValue) + ["best_run", "best_value", "eta_seconds", "created_at"]
        return CSV.line(names) + sweeps.map { CSV.line(fields($0)) }.joined()
    }

    private func fields(_ sweep: SweepObject) -> [String] {
        let first = [
            sweep.sweep.text, sweep.name, sweep.state.rawValue, sweep.reason?.rawValue ?? "", sweep.owner,
            sweep.method, sweep.total.map { "\($0)" } ?? "",
        ]
        return first + RunState.allCases.map { "\(sweep.counts[$0])" } + [
            sweep.best?.run ?? "", ValueText.exact(.optional(sweep.best?.value)),
            ValueText.exact(.optional(sweep.etaSeconds)), sweep.createdAt.description,
        ]
    }

    func print(_ output: ListOutput) throws(Fault) {
        if output.json {
            Console.out(try Wire.json(sweeps))
        } else if output.csv {
            Console.out(csv)
        } else if !sweeps.isEmpty {
            Console.out(table(Console.style(.output)))
        }
    }
}
