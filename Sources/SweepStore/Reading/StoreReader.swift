internal import GRDB
internal import SweepModel

/// What can be asked of the store, on one consistent state of it; good only inside the closure that got it.
///
/// Every method throws a ``Fault``: `internal` where the disk fails or a row cannot be read, besides what it names.
package class StoreReader {
    let database: Database
    private var numbers: [SweepID: Int64] = [:]
    /// Whether the disk, or the database, failed somebody; what a constraint refuses is no such thing.
    package private(set) var hasFailed = false

    init(_ database: Database) { self.database = database }

    /// The number that stands for the sweep in every other table.
    func number(_ sweep: SweepID) throws(Fault) -> Int64? {
        if let known = numbers[sweep] { return known }
        let sql = "SELECT number FROM sweep WHERE id = ?"
        guard let number = try first(sql, [sweep.text], in: "sweep", { row throws(Fault) in try row.int64() }) else {
            return nil
        }
        numbers[sweep] = number
        return number
    }

    /// - Throws: `not-found` where there is no such sweep.
    func existing(_ sweep: SweepID) throws(Fault) -> Int64 {
        guard let number = try number(sweep) else {
            throw Fault(.notFound, "cannot find sweep '\(sweep)'", hint: "'sweepctl sweeps' lists them")
        }
        return number
    }

    /// Takes note of an error; what it is to whoever asked.
    func fault(_ verb: String, _ error: any Error) -> Fault {
        if let error = error as? DatabaseError, error.resultCode != .SQLITE_CONSTRAINT { hasFailed = true }
        return .store(verb, error)
    }

    /// Forgets a number whose sweep is gone.
    func forget(_ sweep: SweepID) { numbers[sweep] = nil }

    /// The key of a run's row: its sweep's number times 2^32 plus its index.
    func key(_ run: RunID) throws(Fault) -> Int64 { try Self.key(existing(run.sweep), run.index) }

    static func key(_ number: Int64, _ index: Int) -> Int64 {
        number << 32 | Int64(truncatingIfNeeded: index) & 0xFFFF_FFFF
    }
    static func index(_ key: Int64) -> Int { Int(key & 0xFFFF_FFFF) }
}

/// The only places where SQL meets GRDB. Statements are prepared once a connection.
extension StoreReader {
    /// The rows of a query in order.
    func all<T>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], in table: StaticString,
        _ decode: (inout Cells) throws(Fault) -> T
    ) throws(Fault) -> [T] {
        do {
            let cursor = try Row.fetchCursor(statement(sql, arguments))
            var values: [T] = []
            while let row = try cursor.next() {
                var cells = Cells(row, table: table)
                values.append(try decode(&cells))
            }
            return values
        } catch {
            throw fault("read", error)
        }
    }

    /// Takes the rows of a query one by one, until `body` says that it wants no more.
    func each(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?], in table: StaticString,
        _ body: (inout Cells) throws(Fault) -> Bool
    ) throws(Fault) {
        do {
            let cursor = try Row.fetchCursor(statement(sql, arguments))
            while let row = try cursor.next() {
                var cells = Cells(row, table: table)
                guard try body(&cells) else { return }
            }
        } catch {
            throw fault("read", error)
        }
    }

    /// The first row of a query; nil where it has none.
    func first<T>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], in table: StaticString,
        _ decode: (inout Cells) throws(Fault) -> T
    ) throws(Fault) -> T? {
        do {
            // A cursor's row is not copied, and is good while the cursor lives.
            let cursor = try Row.fetchCursor(statement(sql, arguments))
            return try withExtendedLifetime(cursor) {
                guard let row = try cursor.next() else { return nil }
                var cells = Cells(row, table: table)
                return try decode(&cells)
            }
        } catch {
            throw fault("read", error)
        }
    }

    private func statement(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Statement {
        let statement = try database.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments))
        return statement
    }
}
