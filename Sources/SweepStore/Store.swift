internal import GRDB
package import SweepModel

/// The queue and the results, in one SQLite database that this process alone writes.
///
/// One ``transact(_:_:)`` is one transaction: when it returns, what it wrote outlives what its ``Durability`` says; when
/// it throws, it wrote nothing. Readers see the last committed state and never wait for a writer.
package final class Store: Sendable {
    package let path: String
    private let pool: DatabasePool
    private let lock: StoreLock

    private init(path: String, pool: DatabasePool, lock: StoreLock) {
        self.path = path
        self.pool = pool
        self.lock = lock
    }

    /// Opens the database, makes it (mode 0600) where there is none, and brings an older one up to date.
    ///
    /// - Parameter path: of the database's file; `path.lock` beside it is held until the store goes.
    /// - Throws: `conflict` where another process has it open, or a newer sweepd or another program wrote it;
    ///   `permission` where it cannot be written; `failed` where the folder is missing or on a network file system, or
    ///   the file is no database.
    package static func open(path: String) throws(Fault) -> Store {
        try open(path: path, upTo: Schema.version)
    }

    /// For tests of migrations: opens the database as a program did that knew only the versions up to `version`.
    package static func open(path: String, upTo version: Int) throws(Fault) -> Store {
        let place = StorePlace(path: path)
        try place.check()
        let lock = try StoreLock(path: path + ".lock")
        try place.makeFile()
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                try Schema.bringUpToDate(database, upTo: version)
                try tuneWriter(database)
            }
            return Store(path: path, pool: pool, lock: lock)
        } catch {
            throw Fault.store("open", error, path: path)
        }
    }

    /// Runs `body` in one immediate transaction and commits it, on the caller's thread: for a caller that may block.
    ///
    /// Whatever `body` throws rolls everything back.
    ///
    /// - Throws: what `body` throws; `limit` where the disk is full; `internal` where the disk fails or a constraint
    ///   refuses a row. After an I/O error nothing is certain but that the transaction does not count.
    package func transact<T: Sendable>(
        _ durability: Durability = .power, _ body: @Sendable (StoreTransaction) throws -> T
    ) throws(Fault) -> T {
        do {
            return try pool.writeWithoutTransaction { database in
                try durability.apply(to: database)
                var value: T?
                try database.inTransaction(.immediate) {
                    value = try body(StoreTransaction(database))
                    return .commit
                }
                guard let value else { throw Fault(.internal, "cannot write the queue: nothing was committed") }
                return value
            }
        } catch {
            throw .store("write", error, path: path)
        }
    }

    /// Runs `body` on a snapshot of the last committed state.
    ///
    /// - Throws: what `body` throws, `internal` where the disk fails or a row cannot be read.
    package func query<T: Sendable>(
        _ body: @escaping @Sendable (StoreReader) throws -> T
    ) async throws(Fault) -> T {
        let path = path
        let result: Result<T, Fault> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                let result = Result { try body(StoreReader(database.get())) }
                continuation.resume(returning: result.mapError { .store("read", $0, path: path) })
            }
        }
        return try result.get()
    }

    /// Moves the write-ahead log into the database file and empties it, for a quiet moment.
    ///
    /// - Throws: `internal` where the disk fails; a reader at work is no failure, the log is then emptied later.
    package func checkpoint() throws(Fault) {
        do {
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        } catch {
            throw .store("checkpoint", error, path: path)
        }
    }

    /// Waits for what is under way and closes every connection; each later access throws `internal`.
    ///
    /// - Throws: `internal` where the disk fails.
    package func close() throws(Fault) {
        do { try pool.close() } catch { throw .store("close", error, path: path) }
    }
}

extension Store {
    /// Few connections with small caches: the daemon's memory is bounded, and the kernel caches the file anyway.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = 3
        configuration.persistentReadOnlyConnections = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -2000")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    private static func tuneWriter(_ database: Database) throws {
        try Durability.power.apply(to: database)
        try database.execute(sql: "PRAGMA cache_size = -8000")
        try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
}
