internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// Points with what their replicates came to, as a table and as CSV.
struct PointTable {
    let points: [PointObject]
    /// Names of the parameters, in their first order.
    private let parameters: [String]

    init(_ points: [PointObject]) {
        self.points = points
        var seen: Set<String> = []
        parameters = points.flatMap(\.parameters.names).filter { seen.insert($0).inserted }
    }

    func table(_ style: Style) -> Table {
        let (aggregate, objective) = (points.first?.aggregate.rawValue ?? "", points.first?.objective ?? "objective")
        var table = Table(
            [
                Table.Column("#", .right), Table.Column("\(aggregate) \(objective)", .right),
                Table.Column("SPREAD", .right), Table.Column("COUNT", .right),
            ] + parameters.enumerated().map { Table.Column($1, .right, minimum: 6, expendable: 10 + $0) } + [
                Table.Column("RUNS", minimum: 8, expendable: 2)
            ])
        for (place, point) in points.enumerated() { table.add(row(point, place: place)) }
        return table
    }

    private func row(_ point: PointObject, place: Int) -> [Table.Cell] {
        [
            Table.Cell("\(place + 1)"), Table.Cell(NumberText.short(point.value), .bold),
            Table.Cell(point.spread.map { NumberText.short($0) } ?? ""), Table.Cell("\(point.count)"),
        ] + parameters.map { Table.Cell(ValueText.short(point.parameters[$0])) } + [
            Table.Cell(point.runs.joined(separator: " "))
        ]
    }

    /// One line a point; parameters have columns of their own, `param.NAME`.
    var csv: String {
        let names =
            ["value", "aggregate", "count", "mean", "median", "min", "max", "spread", "runs"]
            + parameters.map { "param.\($0)" }
        return CSV.line(names) + points.map { CSV.line(fields($0)) }.joined()
    }

    private func fields(_ point: PointObject) -> [String] {
        let numbers = [point.mean, point.median, point.min, point.max].map { ValueText.exact(.double($0)) }
        return [ValueText.exact(.double(point.value)), point.aggregate.rawValue, "\(point.count)"] + numbers
            + [ValueText.exact(.optional(point.spread)), point.runs.joined(separator: " ")]
            + parameters.map { ValueText.exact(point.parameters[$0]) }
    }

    /// Prints the points the way that was asked for.
    func print(_ output: ListOutput) throws(Fault) {
        if output.json {
            Console.out(try Wire.json(points))
        } else if output.csv {
            Console.out(csv)
        } else if !points.isEmpty {
            Console.out(table(Console.style(.output)))
        }
    }
}
