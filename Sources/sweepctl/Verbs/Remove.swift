internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove ended sweeps or runs with everything that they left on disk.",
        discussion: """
            Examples:
              sweepctl rm digits-3f9k
              sweepctl rm digits-3f9k/17 --artifacts-only
            """)

    @Argument(help: "Sweeps or runs.") var subjects: [Subject]
    @Flag(help: "Keep records and logs.") var artifactsOnly = false
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = try connection.client
        let query = QueryItems(artifactsOnly: artifactsOnly)
        var total = GarbageReport(dryRun: false)
        for subject in subjects {
            let indices: [Int?] = subject.indices.map { $0.map { $0 } } ?? [nil]
            for index in indices {
                let operation = index == nil ? Operation.removeSweep : .removeRun
                let request = ControlRequest(operation, sweep: subject.sweep, index: index, query: query)
                let report: GarbageReport = try await client.answer(to: request)
                total.bytes += report.bytes
                total.paths += report.paths
            }
        }
        try total.print(output)
    }
}

extension GarbageReport {
    func print(_ output: ObjectOutput) throws(Fault) {
        if output.json { return Console.out(try Wire.json(self)) }
        Console.out(paths.map { $0 + "\n" }.joined())
        for one in skipped { Console.error("left alone: \(one)") }
        Console.error("\(ByteCount(bytes: bytes).text) \(dryRun ? "would be freed" : "freed")")
    }
}
