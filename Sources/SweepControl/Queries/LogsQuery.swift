package import SweepModel

/// What of a run's output to read.
package struct LogsQuery: Hashable, Sendable {
    package enum Stream: String, CaseIterable, Hashable, Sendable { case stdout, stderr, both }

    /// The last one where nil.
    package var attempt: Int?
    package var stream = Stream.both
    /// Goes on across retries until the run has ended.
    package var follow = false
    /// How many bytes of the stream to leave out at its beginning; only with one stream.
    package var from: Int64 = 0

    private static let streamQuery = Query<Stream>.word("stream", "which output; both if absent, stdout first")
    private static let followQuery = Query<Bool>.flag("follow", "across its retries until it has ended")
    private static let fromQuery = Query<Int64>.integer(
        "from", 0...Int64.max, "bytes to leave out at the beginning; only with one stream")
    package static let parameters = [
        Query.attempt.parameter, streamQuery.parameter, followQuery.parameter, fromQuery.parameter,
    ]

    package init() {}

    package init(_ items: QueryItems) throws(Fault) {
        try items.check(Self.parameters)
        attempt = try items.value(Query.attempt).map { Int($0) }
        stream = try items.value(Self.streamQuery) ?? .both
        follow = try items.value(Self.followQuery) ?? false
        from = try items.value(Self.fromQuery) ?? 0
        guard from == 0 || stream != .both else {
            throw Fault(.usage, "cannot read the query: 'from' goes with stream=stdout or stream=stderr only")
        }
    }

    package var items: QueryItems {
        var items = QueryItems()
        items.add(Query.attempt, attempt)
        items.add(Self.streamQuery, stream == .both ? nil : stream.rawValue)
        items.add(Self.followQuery, follow ? true : nil)
        items.add(Self.fromQuery, from == 0 ? nil : from)
        return items
    }
}

/// The query of a route that takes one flag or one attempt only.
extension QueryItems {
    package init(attempt: Int?) {
        self.init()
        add(Query.attempt, attempt)
    }

    package init(dryRun: Bool) {
        self.init()
        add(Query.dryRun, dryRun ? true : nil)
    }

    package init(explain: Bool) {
        self.init()
        add(Query.explain, explain ? true : nil)
    }

    package init(follow: Bool) {
        self.init()
        add(Query.follow, follow ? true : nil)
    }

    package init(artifactsOnly: Bool) {
        self.init()
        add(Query.artifactsOnly, artifactsOnly ? true : nil)
    }
}
