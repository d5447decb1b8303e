internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// What nothing needs any more.
extension Handlers {
    /// Removes the snapshots and images that no sweep uses, what interrupted submissions and removals left, and what the
    /// rules of retention let go of.
    ///
    /// What the queue has never known, as after a restored backup, is told and stays.
    func collectGarbage(_ request: ControlRequest) async throws(Fault) -> Response {
        let dryRun = try request.query().value(Query.dryRun) ?? false
        var report = try await removeUploads(dryRun: dryRun)
        guard case .connected(let submitters) = agents, submitters.shared == nil else {
            try await collect(of: request.caller.uid, where: { _ in true }, into: &report)
            return try ControlResponse.json(report)
        }
        for owner in submitters.known.sorted() {
            do throws(Fault) {
                try await collect(of: owner, where: { $0 == owner }, into: &report)
            } catch {
                report.skipped.append(error.message)
            }
        }
        return try ControlResponse.json(report)
    }

    /// - Parameter isTheirs: whether the runs of a submitter lie in that owner's folders.
    private func collect(
        of owner: UInt32, where isTheirs: @escaping @Sendable (UInt32) -> Bool, into report: inout GarbageReport
    ) async throws(Fault) {
        // Folders before rows: what is made meanwhile is in neither list.
        guard case .holdings(let holdings) = try await agents.ask(.holdings, of: owner) else { return }
        let places = try agents.places(of: owner)
        let needs = try await store.query { try Needs($0) }
        let stale =
            holdings.snapshots.filter { !needs.snapshots.contains($0) } + holdings.remains
        let left = needs.foldersLeft.filter { isTheirs($0.owner) }.map(\.sweep)
        report.add(
            try await remove(
                stale.map { places.source + "/" + $0 } + left.map { places.runs + "/" + $0.text }, of: owner,
                dryRun: report.dryRun))
        if !report.dryRun {
            try await scheduler.perform { tick throws(Fault) in
                for sweep in left { try tick.store.setFolderLeft(by: sweep, of: nil) }
            }
        }
        let unknown = Set(holdings.sweeps).subtracting(needs.sweeps).subtracting(left.map(\.text))
        report.skipped += unknown.sorted().map { "'\(places.runs)/\($0)' is of no sweep that this queue has had" }
        try await collectOutlived(of: owner, where: isTheirs, into: &report)
        try await removeImages(holdings.images.filter { !needs.images.contains($0.id) }, of: owner, into: &report)
    }

    /// Uploads lie in this process's own folder, whoever sent them.
    private func removeUploads(dryRun: Bool) async throws(Fault) -> GarbageReport {
        var report = GarbageReport(dryRun: dryRun)
        let abandoned = Uploads.abandoned(in: paths.source, now: Clock.now())
        if case .removed(let paths, let bytes) = try await Disk.remove(abandoned, dryRun: dryRun) {
            (report.paths, report.bytes) = (paths, bytes)
        }
        return report
    }

    private func removeImages(
        _ images: [Holdings.Image], of owner: UInt32, into report: inout GarbageReport
    ) async throws(Fault) {
        for image in images {
            if !report.dryRun, try await agents.ask(.removeImage(image), of: owner) == .removed([], bytes: 0) {
                continue
            }
            if image.isOurs { report.paths.append("\(image.engine) image \(image.id)") }
        }
    }

    /// Removes what is there of an owner's files and folders; only counts what they hold where it is a dry run.
    func remove(_ paths: [String], of owner: UInt32, dryRun: Bool = false) async throws(Fault) -> GarbageReport {
        var report = GarbageReport(dryRun: dryRun)
        if case .removed(let found, let bytes) = try await agents.ask(.remove(paths, dryRun: dryRun), of: owner) {
            (report.paths, report.bytes) = (found, bytes)
        }
        return report
    }
}

/// What the queue still needs of what lies on disk.
private struct Needs: Sendable {
    let sweeps: Set<String>
    let snapshots: Set<String>
    let images: Set<String>
    let foldersLeft: [(sweep: SweepID, owner: UInt32)]

    init(_ reader: StoreReader) throws(Fault) {
        sweeps = Set(try reader.sweeps().map(\.id.text))
        snapshots = try reader.sourceDigests()
        images = try reader.imageIDs()
        foldersLeft = try reader.foldersLeft()
    }
}
