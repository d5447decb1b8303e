internal import SweepModel

/// What the scheduler holds at one moment.
struct SchedulerSnapshot: Sendable {
    var totals: QueueTotals
    var leases: Int
    /// As the last look found them.
    var devices: [DeviceStatus]
    var counts: Figures.Counts
}
