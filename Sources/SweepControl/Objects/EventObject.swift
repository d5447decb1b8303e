package import SweepModel

/// One line of a sweep's history.
package struct EventObject: Codable, Hashable, Sendable {
    /// Grows over all sweeps.
    package var seq: Int64
    package var at: Instant
    package var sweep: SweepID
    /// `SWEEP/17`; null where the sweep as a whole is meant.
    package var run: String?
    package var attempt: Int?
    package var event: String
    package var detail: String?

    package init(_ record: EventRecord) {
        seq = record.sequence
        at = record.at
        sweep = record.sweep
        run = record.run.map { "\(record.sweep)/\($0)" }
        attempt = record.attempt
        event = record.event
        detail = record.detail
    }
}

/// `{"events": […]}`.
package struct EventList: Codable, Hashable, Sendable {
    package var events: [EventObject]
    package init(events: [EventObject]) { self.events = events }
}
