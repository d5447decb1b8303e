internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

struct DiskUsage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "du",
        abstract: "Say what sweeps take on disk.",
        discussion: """
            Examples:
              sweepctl du
              sweepctl du --json
            """)

    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let usage: DiskUsageObject = try await connection.client.answer(to: ControlRequest(.showDiskUsage))
        if output.json { return Console.out(try Wire.json(usage)) }
        let rows = Self.rows(usage)
        if output.csv { return Console.out(CSV.line(["what", "bytes"]) + rows.map(Self.line).joined()) }
        var table = Table([Table.Column("WHAT", minimum: 10), Table.Column("SIZE", .right)])
        for row in rows { table.add([Table.Cell(row.what), Table.Cell(Self.size(row.bytes))]) }
        Console.out(table)
        Console.error("\(ByteCount(bytes: usage.freeBytes).text) are free at '\(usage.stateDir)'")
    }

    private typealias Row = (what: String, bytes: Int64?)

    private static func rows(_ usage: DiskUsageObject) -> [Row] {
        usage.sweeps.map { ($0.sweep.text, $0.bytes) } + [
            ("(queue)", usage.databaseBytes), ("(source snapshots)", usage.sourceBytes),
            ("(all runs)", usage.runsBytes),
        ]
    }

    private static func line(_ row: Row) -> String { CSV.line([row.what, row.bytes.map { "\($0)" } ?? ""]) }

    private static func size(_ bytes: Int64?) -> String { bytes.map { ByteCount(bytes: $0).text } ?? "?" }
}
