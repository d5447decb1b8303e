internal import SweepEngines
package import SweepModel
internal import SweepRecords

/// What an engine may still know of an attempt that has ended.
struct Leftover: Sendable {
    let layout: AttemptLayout
    /// Nil where that is not known any more.
    let engine: String?
}

/// Removes what engines still know of attempts that have ended, and their scratch folders. No attempt waits for it: what
/// ends while a removal goes on is removed together by the next.
extension Agent {
    private static let removedTogetherMax = 64

    /// Removes what earlier agents did not come to remove, but for attempts that are followed.
    package func removeLeftovers(runsFolder: String, envFolder: String) {
        for layout in AttemptFolder.containers(runsFolder: runsFolder, envFolder: envFolder)
        where followed[layout.attempt] == nil {
            remove(Leftover(layout: layout, engine: nil))
        }
    }

    /// Has an engine remove an image.
    ///
    /// - Returns: false where it keeps it, as for a container of somebody's.
    /// - Throws: `usage` where there is no such engine.
    package nonisolated func removeImage(_ id: String, engine: String) async throws(Fault) -> Bool {
        try await EngineRegistry.engine(named: engine).removeImage(id, on: configuration.host)
    }

    func remove(_ leftover: Leftover) {
        leftovers.append(leftover)
        if removal == nil { removal = Task { await removeAll() } }
    }

    private func removeAll() async {
        while !leftovers.isEmpty {
            let some = Array(leftovers.prefix(Self.removedTogetherMax))
            leftovers.removeFirst(some.count)
            var kept: Set<AttemptID> = []
            for engine in EngineRegistry.all {
                let attempts = some.filter { $0.engine == nil || $0.engine == engine.name }.map(\.layout.attempt)
                guard !attempts.isEmpty, await !engine.remove(attempts, on: configuration.host) else { continue }
                kept.formUnion(attempts)
            }
            // What its engine still has is tried again by the next agent, which finds it by its scratch folder.
            for leftover in some where !kept.contains(leftover.layout.attempt) {
                try? AttemptFolder.removeContainer(leftover.layout)
            }
        }
        removal = nil
    }
}
