internal import SweepAgent
internal import SweepEngines
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// The images that sweeps brought to this host.
extension Handlers {
    /// Removes the images that were loaded or fetched for sweeps and that none needs any more.
    ///
    /// - Returns: what they are called, by engine and id. What an engine keeps, as for a container of somebody's, stays, and
    ///   is tried again the next time.
    func removeImages(dryRun: Bool) async throws(Fault) -> [String] {
        let kept = LoadedImage.settled(in: paths.source, now: Clock.now())
        let needed = try await store.query { try $0.imageIDs() }
        var removed: [String] = []
        for image in kept where !needed.contains(image.id) {
            if image.isOurs, !dryRun, await !remove(image) { continue }
            if !dryRun {
                try await Disk.run { [paths] () throws(Fault) in try StateFolder.remove(image.path(in: paths.source)) }
            }
            if image.isOurs { removed.append("\(image.engine) image \(image.id)") }
        }
        return removed
    }

    private func remove(_ image: LoadedImage) async -> Bool {
        guard let engine = try? EngineRegistry.engine(named: image.engine) else { return false }
        return await engine.removeImage(image.id, on: intake.engines)
    }
}
