internal import GRDB
internal import SweepModel

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
}
