internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Keeps over restarts that a GPU gets no new runs, or where none is named the whole host.
    package func drain(_ device: DeviceID?, _ drain: Drain) throws(Fault) {
        try write(
            """
            INSERT INTO drain (device, reason, since, until) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET reason = excluded.reason, since = excluded.since, until = excluded.until
            """, [device?.text ?? "", drain.reason, drain.since.nanoseconds, drain.until?.nanoseconds])
    }

    /// Lets a GPU get runs again, or where none is named the whole host.
    package func undrain(_ device: DeviceID?) throws(Fault) {
        try write("DELETE FROM drain WHERE device = ?", [device?.text ?? ""])
    }
}

extension StoreReader {
    /// What gets no new runs.
    package func drains() throws(Fault) -> Drains {
        let rows = try all(
            "SELECT device, reason, since, until FROM drain", in: "drain",
            { row throws(Fault) in
                let name = try row.text()
                let drain = Drain(
                    reason: try row.text(), since: Instant(nanoseconds: try row.int64()),
                    until: try row.optionalInt64().map(Instant.init(nanoseconds:)))
                return (name, drain)
            })
        let devices = rows.filter { !$0.0.isEmpty }.map { (DeviceID($0.0), $0.1) }
        return Drains(host: rows.first { $0.0.isEmpty }?.1, devices: Dictionary(devices) { $1 })
    }
}
