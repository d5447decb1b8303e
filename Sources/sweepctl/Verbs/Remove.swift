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
        var total = GarbageReport(dryRun: false)
        var faults = Faults()
        for subject in subjects {
            do throws(Fault) {
                if let range = RunRange(subject) {
                    try await remove(range, client, &total, &faults)
                } else {
                    total.add(try await remove(subject.sweep, nil, client))
                }
            } catch {
                faults.add(error)
            }
        }
        if output.json || faults.isEmpty || !total.paths.isEmpty { try total.print(output) }
        try faults.throwLast()
    }

    /// Some of them may have been removed before.
    private func remove(
        _ range: RunRange, _ client: ControlClient, _ total: inout GarbageReport, _ faults: inout Faults
    ) async throws(Fault) {
        let isOne = range.indices.count == 1
        let bounded = isOne ? range : range.bounded(by: try await lastIndex(of: range.sweep, client))
        var removed = GarbageReport(dryRun: false)
        await bounded.each(&faults, goingOnAfter: [.conflict, .notFound], forgiving: [.notFound]) {
            index throws(Fault) in
            removed.add(try await remove(range.sweep, index, client))
        }
        total.add(removed)
    }

    private func lastIndex(of sweep: String, _ client: ControlClient) async throws(Fault) -> Int {
        var query = RunsQuery()
        query.descending = true
        query.limit = 1
        let list: RunList = try await client.answer(to: ControlRequest(.listRuns, sweep: sweep, query: query.items))
        return list.runs.first?.index ?? 0
    }

    private func remove(_ sweep: String, _ index: Int?, _ client: ControlClient) async throws(Fault) -> GarbageReport {
        try await client.answer(
            to: ControlRequest(
                index == nil ? .removeSweep : .removeRun, sweep: sweep, index: index,
                query: QueryItems(artifactsOnly: artifactsOnly)))
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
