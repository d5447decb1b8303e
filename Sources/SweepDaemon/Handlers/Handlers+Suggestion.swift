internal import SweepModel
internal import SweepStore

/// What a sweep could ask for instead.
extension Handlers {
    /// The metric that tells how much of a GPU a run used.
    private static let peak = "system.gpu_memory_peak_bytes"
    /// The latest runs are enough.
    private static let runsMax = 50

    /// A smaller part of a GPU that would do, by what the sweep's finished runs used; nil where there is none to suggest.
    func shareSuggestion(for sweep: SweepID) async throws(Fault) -> String? {
        let found: [(DeviceBooking, Double)] = try await store.query { reader in
            let runs = try reader.runs(
                sweep, RunFilter(states: [.finished], descending: true, limit: Self.runsMax))
            let metrics = try reader.lastMetrics(runs.map(\.id))
            var found: [(DeviceBooking, Double)] = []
            for run in runs {
                guard let peak = metrics[run.id]?.first(where: { $0.name == Self.peak })?.value,
                    let booking = try reader.bookings(
                        of: AttemptID(run: run.id, number: run.machine.attempts)
                    ).first
                else { continue }
                found.append((booking, peak))
            }
            return found
        }
        guard let latest = found.first?.0 else { return nil }
        let leases = scheduler.leases(found.map(\.0))
        let usages = zip(leases, found).compactMap { lease, found in
            lease.device.memory.map { memory in
                (
                    used: DeviceUsage(lease.device.id, memoryPeak: ByteCount(bytes: Int64(found.1))),
                    of: memory
                )
            }
        }
        return ShareSuggestion(usages, booked: latest.isWhole ? nil : latest.memory)?.words
    }
}
