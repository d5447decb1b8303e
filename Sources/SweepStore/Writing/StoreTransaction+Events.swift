internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds a line to the sweep's history.
    ///
    /// - Returns: the event with its number.
    package func append(event: EventRecord) throws(Fault) -> EventRecord {
        try write(
            "INSERT INTO event (at, sweep, run, attempt, event, detail) VALUES (?, ?, ?, ?, ?, ?)",
            [event.at.nanoseconds, existing(event.sweep), event.run, event.attempt, event.event, event.detail])
        var numbered = event
        numbered.sequence = database.lastInsertedRowID
        return numbered
    }
}
