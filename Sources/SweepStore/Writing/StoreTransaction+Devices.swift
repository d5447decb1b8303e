internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Adds what a lease holds of GPUs.
    func insert(devices: [DeviceBooking], of attempt: AttemptID) throws(Fault) {
        for (position, booking) in devices.enumerated() {
            try write(
                "INSERT INTO attempt_device (run, attempt, position, device, share, memory) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    key(attempt.run), attempt.number, position, booking.device.text, booking.share.millionths,
                    booking.memory?.bytes,
                ])
        }
    }

    /// Keeps over restarts that a GPU gets no new runs.
    package func drain(_ device: DeviceID, reason: String, now: Instant) throws(Fault) {
        try write(
            """
            INSERT INTO drained_device (device, reason, at) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET reason = excluded.reason, at = excluded.at
            """, [device.text, reason, now.nanoseconds])
    }

    /// Lets a GPU get runs again.
    package func undrain(_ device: DeviceID) throws(Fault) {
        try write("DELETE FROM drained_device WHERE device = ?", [device.text])
    }
}
