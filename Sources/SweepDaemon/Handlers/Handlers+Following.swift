internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle
internal import SweepControl
internal import SweepModel
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
        guard run.machine.attempts > 0 || query.follow && !run.machine.state.isTerminal else {
            let words = run.machine.state.isTerminal ? "had no attempt" : "no attempt yet"
            throw Fault(
                .notFound, "cannot read the output: run '\(id)' has \(words)",
                hint: "'sweepctl explain \(id)' says why")
        }
        let last = AttemptID(run: id, number: query.attempt ?? max(1, run.machine.attempts))
        let (owner, places) = try await place(of: id.sweep)
        let layout = AttemptLayout(runsFolder: places.runs, envFolder: places.environments, attempt: last)
        let isThere = try await agents.ask(.exists(layout.records), of: owner) == .isThere(true)
        guard run.machine.live != nil || run.machine.attempts == 0 || isThere else {
            throw Fault(.notFound, "cannot read the output of run '\(id)': its folder '\(layout.records)' is gone")
        }
        return ControlResponse.stream(type: "application/octet-stream") { writer in
            if query.follow {
                try await self.followLogs(of: id, query, writer: &writer)
            } else {
                var output = try await self.output(of: last, query)
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
        var output = try await output(of: attempt, query)
        for await _ in await agents.changes(of: attempt, owner: output.owner).cancelOnGracefulShutdown() {
            try await output.pump(into: &writer)
        }
        try await output.pump(into: &writer)
    }

    private func firstAttempt(of run: RunID, _ query: LogsQuery) async throws(Fault) -> Int {
        if let attempt = query.attempt { return attempt }
        return max(1, try await attempts(of: run))
    }

    private func attempts(of run: RunID) async throws(Fault) -> Int {
        try await store.query { try $0.run(run)?.machine.attempts ?? 0 }
    }

    private func output(of attempt: AttemptID, _ query: LogsQuery) async throws(Fault) -> AttemptOutput {
        let (owner, places) = try await place(of: attempt.run.sweep)
        let layout = AttemptLayout(runsFolder: places.runs, envFolder: places.environments, attempt: attempt)
        return AttemptOutput(agents, owner: owner, layout, bytesMax: planner.logBytesMax, query)
    }
}

/// The output of one attempt, read piece by piece.
private struct AttemptOutput {
    private static let pieceMax = 64 << 10

    let owner: UInt32
    private let agents: Agents
    private let layout: AttemptLayout
    private let bytesMax: Int64
    private var logs: [(stream: AgentQuestion.OutputStream, next: Int64)]

    init(_ agents: Agents, owner: UInt32, _ layout: AttemptLayout, bytesMax: Int64, _ query: LogsQuery) {
        self.agents = agents
        self.owner = owner
        self.layout = layout
        self.bytesMax = bytesMax
        let streams: [AgentQuestion.OutputStream] =
            switch query.stream {
            case .stdout: [.standardOutput]
            case .stderr: [.standardError]
            case .both: [.standardOutput, .standardError]
            }
        logs = streams.map { ($0, query.from) }
    }

    /// Writes what has come since the last time.
    @concurrent mutating func pump(into writer: inout any ResponseBodyWriter) async throws {
        for index in logs.indices {
            while let piece = try await piece(logs[index].stream, from: logs[index].next) {
                logs[index].next = piece.next
                if piece.droppedBefore > 0 {
                    try await writer.write(ByteBuffer(string: "\n[sweepd: \(piece.droppedBefore) bytes dropped]\n"))
                }
                if piece.bytes.isEmpty { break }
                try await writer.write(ByteBuffer(bytes: piece.bytes))
            }
        }
    }

    private func piece(_ stream: AgentQuestion.OutputStream, from: Int64) async throws(Fault) -> OutputPiece? {
        let question = AgentQuestion.output(layout, stream, from: from, max: Self.pieceMax, logBytesMax: bytesMax)
        guard case .output(let piece) = try await agents.ask(question, of: owner) else { return nil }
        return piece
    }
}
