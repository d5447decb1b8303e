internal import GRDB
package import SweepModel

/// What an owner has used, as it counted at an instant.
package struct OwnerUsage: Hashable, Sendable {
    package let owner: UInt32
    package let time: ResourceTime
    package let at: Instant

    package init(owner: UInt32, time: ResourceTime, at: Instant) {
        self.owner = owner
        self.time = time
        self.at = at
    }
}

extension StoreReader {
    /// What every owner has used.
    package func usage() throws(Fault) -> [OwnerUsage] {
        try all(
            "SELECT owner, core_seconds, gpu_seconds, at FROM owner_usage ORDER BY owner", in: "owner_usage",
            { row throws(Fault) in
                OwnerUsage(
                    owner: UInt32(truncatingIfNeeded: try row.int64()),
                    time: ResourceTime(coreSeconds: try row.number(), gpuSeconds: try row.number()),
                    at: try row.instant())
            })
    }
}
