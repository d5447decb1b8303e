internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// Figures for who watches many hosts.
extension Handlers {
    /// Nothing of the queue is read: what is told is kept while the scheduler works. Nobody's names are in it.
    func showMetrics() async throws(Fault) -> Response {
        var text = MetricsText()
        let snapshot = scheduler.snapshot()
        text.begin("sweepd_info", .gauge, "The version.")
        text.sample("sweepd_info", [("version", host.version)], 1)
        addQueue(snapshot, to: &text)
        addTicks(snapshot.counts, to: &text)
        addDevices(snapshot.devices, to: &text)
        let bytes = StateFolder.bytes(of: paths.database) + StateFolder.bytes(of: paths.database + "-wal")
        text.add("sweepd_store_bytes", .gauge, "What the queue takes on disk.", bytes)
        text.add(
            "sweepd_state_free_bytes", .gauge, "What is free where the queue lies.",
            StateFolder.freeBytes(of: paths.state))
        return ControlResponse.text(text.text, type: MetricsText.contentType)
    }

    private func addQueue(_ snapshot: SchedulerSnapshot, to text: inout MetricsText) {
        let totals = snapshot.totals
        text.add("sweepd_sweeps", .gauge, "Sweeps that have not ended.", totals.sweeps)
        text.begin("sweepd_runs", .gauge, "Runs that have not ended; live ones are starting or running.")
        for (state, count) in [("queued", totals.queued), ("live", totals.live), ("retrying", totals.retrying)] {
            text.sample("sweepd_runs", [("state", state)], count)
        }
        text.add("sweepd_slots", .gauge, "Runs without GPUs that may execute at once.", host.slots)
        text.add("sweepd_leases", .gauge, "Leases that attempts hold.", snapshot.leases)
        text.begin("sweepd_runs_ended_total", .counter, "Runs that ended, by state and reason.")
        for (ending, count) in snapshot.counts.ended.sorted(by: { $0.key < $1.key }) {
            text.sample(
                "sweepd_runs_ended_total", [("state", ending.state), ("reason", ending.reason)], count)
        }
    }

    private func addTicks(_ counts: Figures.Counts, to text: inout MetricsText) {
        let name = "sweepd_tick_seconds"
        text.begin(name, .histogram, "How long the scheduler's ticks took, their commits included.")
        var sum = 0
        for (bound, count) in zip(Figures.bounds, counts.classes) {
            sum += count
            text.sample(name + "_bucket", [("le", "\(bound)")], sum)
        }
        text.sample(name + "_bucket", [("le", "+Inf")], counts.ticks)
        text.sample(name + "_sum", [], counts.tickSeconds)
        text.sample(name + "_count", [], counts.ticks)
        text.add("sweepd_failed_commits_total", .counter, "Ticks that could not be committed.", counts.failedCommits)
    }

    private func addDevices(_ devices: [DeviceStatus], to text: inout MetricsText) {
        text.begin("sweepd_gpus", .gauge, "The host's GPUs by state.")
        for state in DeviceStatus.State.allCases {
            text.sample(
                "sweepd_gpus", [("state", state.rawValue)], devices.count(where: { $0.state == state }))
        }
        text.begin("sweepd_gpu_leases", .gauge, "Leases of each GPU.")
        for device in devices {
            text.sample("sweepd_gpu_leases", [("uuid", device.device.id.text)], device.holdings.count)
        }
    }
}
