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

    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let usage: DiskUsageObject = try await connection.client.answer(to: ControlRequest(.showDiskUsage))
        if output.json { return Console.out(try Wire.json(usage)) }
        var table = Table([Table.Column("WHAT", minimum: 10), Table.Column("SIZE", .right)])
        for sweep in usage.sweeps { table.add([Table.Cell(sweep.sweep.text), sweep.bytes.map(size) ?? "?"]) }
        table.add(["(queue)", size(usage.databaseBytes)])
        table.add(["(source snapshots)", size(usage.sourceBytes)])
        table.add(["(all runs)", size(usage.runsBytes)])
        Console.out(table)
        Console.error("\(ByteCount(bytes: usage.freeBytes).text) are free at '\(usage.stateDir)'")
    }

    private func size(_ bytes: Int64) -> Table.Cell { Table.Cell(ByteCount(bytes: bytes).text) }
}
