internal import GRDB

/// One step from a schema version to the next, in SQL alone, so that later code can never change what it does.
struct Migration: Sendable {
    /// The version that the database has afterwards, from 1.
    let version: Int
    let sql: String

    /// Every migration, oldest first. Adding one: the next `MigrationNNN.swift`, one line here, one old-database test.
    static let all = [migration001, migration002, migration003, migration004, migration005, migration006]

    /// Carries the step out in a transaction of its own; the references are checked before it counts.
    func apply(to database: Database) throws {
        try database.inTransaction(.immediate) {
            try database.execute(sql: sql)
            try database.checkForeignKeys()
            try database.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }
}
