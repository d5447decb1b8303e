internal import GRDB

/// What a committed transaction outlives.
package enum Durability: Sendable {
    /// A power cut: the write-ahead log is synced.
    case power
    /// The death of every process, but not a power cut, until the next transaction that does (it syncs them all).
    case processes

    /// Sets what the connection's next transactions do
    /// (https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode NORMAL syncs at checkpoints only).
    func apply(to database: Database) throws {
        let sql = self == .power ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
        try database.cachedStatement(sql: sql).execute()
    }
}
