internal import GRDB
package import SweepModel

extension StoreReader {
    /// The GPUs of each run's last attempt, in order; runs without any are left out.
    package func devices(of runs: [RunRecord]) throws(Fault) -> [RunID: [DeviceID]] {
        let keys = try runs.map { run throws(Fault) in try key(run.id) }
        let some = try first(
            "SELECT 1 FROM attempt_device WHERE run BETWEEN ? AND ? LIMIT 1", [keys.min(), keys.max()],
            in: "attempt_device", { row throws(Fault) in try row.int() })
        guard some != nil else { return [:] }
        var found: [RunID: [DeviceID]] = [:]
        for run in runs where run.machine.attempts > 0 {
            let devices = try bookings(of: AttemptID(run: run.id, number: run.machine.attempts)).map(\.device)
            if !devices.isEmpty { found[run.id] = devices }
        }
        return found
    }

    /// What an attempt holds of GPUs, or held.
    package func bookings(of attempt: AttemptID) throws(Fault) -> [DeviceBooking] {
        guard let sweep = try number(attempt.run.sweep) else { return [] }
        return try all(
            "SELECT device, share, memory FROM attempt_device WHERE run = ? AND attempt = ? ORDER BY position",
            [Self.key(sweep, attempt.run.index), attempt.number], in: "attempt_device",
            { row throws(Fault) in
                DeviceBooking(
                    DeviceID(try row.text()), share: DeviceShare(millionths: try row.int64()),
                    memory: try row.optionalInt64().map(ByteCount.init(bytes:)))
            })
    }

    /// The same leases with what they hold of GPUs.
    func withDevices(_ leases: [Lease]) throws(Fault) -> [Lease] {
        var whole: [Lease] = []
        for var lease in leases {
            lease.devices = try bookings(of: lease.attempt)
            whole.append(lease)
        }
        return whole
    }
}
