internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// What lies on disk, in bytes.
extension Handlers {
    func showDiskUsage(_ request: ControlRequest) async throws(Fault) -> Response {
        let audience = audience(of: request)
        let sweeps = try await store.query { try $0.sweeps(for: audience) }
        var usage = try await Disk.run { [paths] () throws(Fault) in
            DiskUsageObject(
                stateDir: paths.state,
                databaseBytes: ["", "-wal", "-shm"].reduce(0) { $0 + StateFolder.bytes(of: paths.database + $1) },
                freeBytes: StateFolder.freeBytes(of: paths.state))
        }
        var groups = Dictionary(grouping: sweeps) { agents.areSubmitters ? $0.owner.uid : request.caller.uid }
        groups[request.caller.uid, default: []] += []
        for (owner, sweeps) in groups { await measure(sweeps, of: owner, into: &usage) }
        usage.sweeps.sort { ($0.bytes ?? -1, $0.sweep.text) > ($1.bytes ?? -1, $1.sweep.text) }
        return try ControlResponse.json(usage)
    }

    /// Where nobody can look into the owner's folders, their sizes stay unknown.
    private func measure(_ sweeps: [SweepOverview], of owner: UInt32, into usage: inout DiskUsageObject) async {
        var sizes: [Int64]?
        if let places = try? agents.places(of: owner) {
            let paths = [places.source] + sweeps.map { places.runs + "/" + $0.id.text }
            if case .bytes(let answer)? = try? await agents.ask(.sizes(paths), of: owner), answer.count == paths.count {
                sizes = answer
            }
        }
        usage.sourceBytes += sizes?[0] ?? 0
        for (index, sweep) in sweeps.enumerated() {
            let bytes = sizes?[index + 1]
            usage.runsBytes += bytes ?? 0
            usage.sweeps.append(.init(sweep: sweep.id, name: sweep.name, bytes: bytes))
        }
    }
}
