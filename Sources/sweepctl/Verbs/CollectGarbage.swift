internal import ArgumentParser
internal import SweepControl

struct CollectGarbage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove what nothing needs any more.",
        discussion: """
            Examples:
              sweepctl gc --dry-run
              sweepctl gc
            """)

    @Flag(help: "Only say what would be removed.") var dryRun = false
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = ControlRequest(.collectGarbage, query: QueryItems(dryRun: dryRun))
        let report: GarbageReport = try await connection.client.answer(to: request)
        try report.print(output)
    }
}
