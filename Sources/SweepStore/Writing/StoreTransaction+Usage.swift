internal import GRDB
package import SweepModel

extension StoreTransaction {
    /// Keeps what an owner has used.
    package func set(_ usage: OwnerUsage) throws(Fault) {
        try write(
            """
            INSERT INTO owner_usage (owner, core_seconds, gpu_seconds, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
                SET core_seconds = excluded.core_seconds, gpu_seconds = excluded.gpu_seconds, at = excluded.at
            """,
            [Int64(usage.owner), usage.time.coreSeconds, usage.time.gpuSeconds, usage.at.nanoseconds])
    }
}
