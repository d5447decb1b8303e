internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// Histories and output, as they are and as they come.
extension Handlers {
    private static let pageMax = 500
    private static let pieceMax = 64 << 10

    func showSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try request.query()
        try query.check([Query.follow.parameter])
        let sweep = try sweep(request)
        guard try query.value(Query.follow) == true else {
            return try ControlResponse.json(try await object(of: sweep))
        }
        return ControlResponse.stream(type: "text/event-stream") { writer in
            try await self.followSweep(sweep, writer: &writer)
        }
    }

    /// Writes the sweep at once and after changes, but not after each where they come thick and fast.
    @concurrent private func followSweep(_ sweep: SweepID, writer: inout any ResponseBodyWriter) async throws {
        for await _ in bulletin.follow(sweep).cancelOnGracefulShutdown() {
            let now = try await object(of: sweep)
            try await writer.write(ByteBuffer(bytes: try EventStream.bytes(now)))
            if now.state.isTerminal, now.counts.live == 0 { return }
            await Pause.milliseconds(50)
        }
    }

    func listEvents(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try EventsQuery(request.query())
        let sweep = try sweep(request)
        guard query.follow else {
            let events = try await store.query { try $0.events(sweep, after: query.after, limit: query.limit) }
            return try ControlResponse.json(EventList(events: events.map(EventObject.init)))
        }
        return ControlResponse.stream(type: "text/event-stream") { writer in
            try await self.followEvents(of: sweep, after: query.after, writer: &writer)
        }
    }

    func listAllEvents(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try EventsQuery(request.query())
        let audience = audience(of: request)
        guard query.follow else {
            let events = try await store.query { try $0.events(after: query.after, limit: query.limit, for: audience) }
            return try ControlResponse.json(EventList(events: events.map(EventObject.init)))
        }
        return ControlResponse.stream(type: "text/event-stream") { writer in
            try await self.followAllEvents(after: query.after, for: audience, writer: &writer)
        }
    }

    @concurrent private func followAllEvents(
        after: Int64, for audience: Audience, writer: inout any ResponseBodyWriter
    ) async throws {
        var last = after
        for await _ in bulletin.follow(nil).cancelOnGracefulShutdown() {
            while true {
                let page = try await store.query { [last] in
                    try $0.events(after: last, limit: Self.pageMax, for: audience)
                }
                for event in page {
                    try await writer.write(ByteBuffer(bytes: try EventStream.bytes(EventObject(event))))
                }
                guard let end = page.last else { break }
                last = end.sequence
            }
        }
    }

    @concurrent private func followEvents(
        of sweep: SweepID, after: Int64, writer: inout any ResponseBodyWriter
    ) async throws {
        var last = after
        for await _ in bulletin.follow(sweep).cancelOnGracefulShutdown() {
            var page = try await eventsPage(of: sweep, after: last)
            while !page.events.isEmpty {
                for event in page.events {
                    try await writer.write(ByteBuffer(bytes: try EventStream.bytes(EventObject(event))))
                }
                last = page.events[page.events.count - 1].sequence
                page = try await eventsPage(of: sweep, after: last)
            }
            if page.hasEnded { return }
        }
    }

    /// The next events of a sweep, and whether no more can come after them.
    private func eventsPage(
        of sweep: SweepID, after last: Int64
    ) async throws(Fault) -> (events: [EventRecord], hasEnded: Bool) {
        try await store.query { reader in
            let events = try reader.events(sweep, after: last, limit: Self.pageMax)
            guard let progress = try reader.progress(sweep) else { return (events, true) }
            return (events, progress.machine.state.isTerminal && progress.counts.live == 0)
        }
    }

    func showLogs(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try LogsQuery(request.query())
        let id = try run(request)
        guard let run = try await store.query({ try $0.run(id) }) else {
            throw Fault.noRun(id)
        }
        if let attempt = query.attempt, attempt > run.machine.attempts {
            throw Fault(.notFound, "cannot find attempt \(attempt) of run '\(id)': it has had \(run.machine.attempts)")
        }
        let last = AttemptID(run: id, number: query.attempt ?? max(1, run.machine.attempts))
        let layout = AttemptLayout(runsFolder: paths.runs, envFolder: paths.environments, attempt: last)
        guard run.machine.live != nil || run.machine.attempts == 0 || StateFolder.exists(layout.records) else {
            throw Fault(.notFound, "cannot read the output of run '\(id)': its folder '\(layout.records)' is gone")
        }
        return ControlResponse.stream(type: "application/octet-stream") { writer in
            if query.follow {
                try await self.followLogs(of: id, query, writer: &writer)
            } else {
                var output = self.output(of: last, query)
                try await output.pump(into: &writer)
            }
        }
    }

    /// Follows a run's attempts one after another until the run has ended.
    @concurrent private func followLogs(of run: RunID, _ query: LogsQuery, writer: inout any ResponseBodyWriter)
        async throws
    {
        var number = try await firstAttempt(of: run, query)
        for await _ in bulletin.follow(run.sweep).cancelOnGracefulShutdown() {
            while try await attempts(of: run) >= number {
                try await follow(AttemptID(run: run, number: number), query, writer: &writer)
                if query.attempt != nil { return }
                number += 1
            }
            let state = try await store.query { try $0.run(run)?.machine.state }
            if state?.isTerminal ?? true { return }
        }
    }

    @concurrent private func follow(
        _ attempt: AttemptID, _ query: LogsQuery, writer: inout any ResponseBodyWriter
    ) async throws {
        var output = output(of: attempt, query)
        for await _ in await agent.changes(of: attempt).cancelOnGracefulShutdown() {
            try await output.pump(into: &writer)
        }
        output = self.output(of: attempt, query, resuming: output)
        try await output.pump(into: &writer)
    }

    private func firstAttempt(of run: RunID, _ query: LogsQuery) async throws(Fault) -> Int {
        if let attempt = query.attempt { return attempt }
        return max(1, try await attempts(of: run))
    }

    private func attempts(of run: RunID) async throws(Fault) -> Int {
        try await store.query { try $0.run(run)?.machine.attempts ?? 0 }
    }

    private func output(of attempt: AttemptID, _ query: LogsQuery, resuming old: AttemptOutput? = nil) -> AttemptOutput
    {
        let layout = AttemptLayout(runsFolder: paths.runs, envFolder: paths.environments, attempt: attempt)
        return AttemptOutput(layout, bytesMax: planner.logBytesMax, query, resuming: old)
    }
}

/// The output of one attempt, read piece by piece.
private struct AttemptOutput {
    private var logs: [(log: CapturedLog, next: Int64)]
    private static let pieceMax = 64 << 10

    init(_ layout: AttemptLayout, bytesMax: Int64, _ query: LogsQuery, resuming old: AttemptOutput?) {
        let record = try? AttemptRecords.readExit(layout)
        let standard = CapturedLog(.standardOutput, in: layout, bytesMax: bytesMax, record: record?.standardOutput)
        let error = CapturedLog(.standardError, in: layout, bytesMax: bytesMax, record: record?.standardError)
        let chosen =
            switch query.stream {
            case .stdout: [standard]
            case .stderr: [error]
            case .both: [standard, error]
            }
        logs = chosen.enumerated().map { ($0.element, old?.logs[$0.offset].next ?? query.from) }
    }

    /// Writes what has come since the last time.
    @concurrent mutating func pump(into writer: inout any ResponseBodyWriter) async throws {
        for index in logs.indices {
            while true {
                let piece = try logs[index].log.read(from: logs[index].next, max: Self.pieceMax)
                logs[index].next = piece.next
                if piece.droppedBefore > 0 {
                    try await writer.write(ByteBuffer(string: "\n[sweepd: \(piece.droppedBefore) bytes dropped]\n"))
                }
                if piece.bytes.isEmpty { break }
                try await writer.write(ByteBuffer(bytes: piece.bytes))
            }
        }
    }
}
