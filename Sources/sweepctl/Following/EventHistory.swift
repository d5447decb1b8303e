internal import SweepControl
internal import SweepModel

/// The events of a sweep, or of all, after a number.
struct EventHistory: Sendable {
    let client: ControlClient
    /// Nil is all sweeps.
    let sweep: String?
    let after: Int64

    private static let pageMax = 10_000

    /// All that there are, page by page.
    func list(_ each: (EventObject) throws(Fault) -> Void) async throws(Fault) {
        var last = after
        try await list(of: sweep, after: &last, each)
    }

    /// As they come, each once, also where the daemon restarts meanwhile: until the sweep has ended, or without an end.
    func follow(_ each: (EventObject) throws(Fault) -> Void) async throws(Fault) {
        var (last, name) = (after, sweep)
        let patience = Patience()
        try await patience.keep { () throws(Fault) in
            try await client.followEvents(of: name, after: last) { event throws(Fault) in
                patience.renew()
                try each(event)
                last = event.seq
                // Another sweep may be '@last' after a restart.
                if name != nil { name = event.sweep.text }
                return .more
            }
            // The sweep has ended, or the daemon is being stopped.
            patience.renew()
            guard let name else { throw Patience.stopped }
            guard let isOver = try await hasEnded(name) else { return }
            guard isOver else { throw Patience.stopped }
            try await list(of: name, after: &last, each)
        }
    }

    private func list(
        of sweep: String?, after last: inout Int64, _ each: (EventObject) throws(Fault) -> Void
    ) async throws(Fault) {
        while true {
            var query = EventsQuery()
            query.after = last
            query.limit = Self.pageMax
            let page: EventList = try await client.answer(
                to: ControlRequest(sweep == nil ? .listAllEvents : .listEvents, sweep: sweep, query: query.items))
            for event in page.events {
                try each(event)
                last = event.seq
            }
            if page.events.count < Self.pageMax { return }
        }
    }

    /// Nil where it has been removed.
    private func hasEnded(_ sweep: String) async throws(Fault) -> Bool? {
        do throws(Fault) {
            let object: SweepObject = try await client.answer(to: ControlRequest(.showSweep, sweep: sweep))
            return object.state.isTerminal && object.counts.live == 0
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}
