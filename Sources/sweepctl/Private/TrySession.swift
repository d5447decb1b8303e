internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// What `try` does with its daemon: submits, follows, prints.
struct TrySession: Sendable {
    let draft: Draft
    /// Where results are kept.
    let stateFolder: String

    private static let bestCount = 10
    private static let failedCount = 5

    /// - Returns: the exit code.
    func run(_ client: ControlClient) async throws(Fault) -> Int32 {
        let host: HostObject = try await client.answer(to: ControlRequest(.showHost))
        try await tellOthers(client)
        let response = try await draft.submit(to: client, host)
        let sweep = response.sweep.text
        // Until here the daemon alone ends what was submitted, once this process is gone.
        Interruption.handle(lastWords: "results so far: \(stateFolder)") { await Self.cancel(sweep, client) }
        Console.error("\(sweep): \(draft.summary(host))")
        let progress = Progress()
        let object = try await SweepWait(client: client, sweep: sweep).run { await progress.show($0) }
        await progress.finish(object)
        try await printBest(object, client)
        try await printFailed(object, client)
        let code = SweepWait.judge(object)
        if object.isBraked { try await settle(sweep, client) }
        return code
    }

    /// What an earlier `try` left here, since it and its daemon were killed, goes on beside this one.
    private func tellOthers(_ client: ControlClient) async throws(Fault) {
        var query = SweepsQuery()
        query.states = SweepState.allCases.filter { !$0.isTerminal }
        let list: SweepList = try await client.answer(to: ControlRequest(.listSweeps, query: query.items))
        guard !list.sweeps.isEmpty else { return }
        let names = list.sweeps.map { "'\($0.sweep)'" }.joined(separator: ", ")
        Console.warn("\(names), left in '\(stateFolder)' by what was killed, shares the slots; --state-dir keeps apart")
    }

    /// Ctrl-C ends the sweep; what follows then is the usual end of the command.
    private static func cancel(_ sweep: String, _ client: ControlClient) async -> String? {
        Console.error("\nstopping; press Ctrl-C again to leave at once")
        do {
            _ = try await client.answer(SweepObject.self, to: ControlRequest(.cancelSweep, sweep: sweep))
            try? await Task.sleep(for: .seconds(86_400))
            return nil
        } catch {
            return error.message
        }
    }

    /// Ends what still runs of a sweep that the brake paused, since nobody would follow it any more.
    private func settle(_ sweep: String, _ client: ControlClient) async throws(Fault) {
        _ = try await client.answer(SweepObject.self, to: ControlRequest(.cancelSweep, sweep: sweep))
        try await SweepFollower(client: client, sweep: sweep).follow { _ in .goOn }
    }

    private func printBest(_ sweep: SweepObject, _ client: ControlClient) async throws(Fault) {
        guard sweep.objective != nil else { return }
        var query = BestQuery()
        query.count = Self.bestCount
        let request = ControlRequest(.listBest, sweep: sweep.sweep.text, query: query.items)
        let runs = try await client.answer(RunList.self, to: request).runs
        guard !runs.isEmpty else { return Console.error("no run reported '\(sweep.objective?.name ?? "")'") }
        Console.out(RunTable(runs, ranked: true).table(Console.style(.output)))
    }

    private func printFailed(_ sweep: SweepObject, _ client: ControlClient) async throws(Fault) {
        guard sweep.counts.failed > 0 else { return }
        var query = RunsQuery()
        query.states = [.failed]
        query.limit = Self.failedCount
        let request = ControlRequest(.listRuns, sweep: sweep.sweep.text, query: query.items)
        for run in try await client.answer(RunList.self, to: request).runs {
            let why = [run.reason?.rawValue, run.lastError].compactMap { $0 }.joined(separator: ": ")
            Console.error("\(run.run) failed (\(VisibleText.line(why)))")
        }
    }
}
