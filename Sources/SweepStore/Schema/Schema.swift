internal import SweepModel

internal import GRDB

/// Which versions of the database this program knows, and how an older one is brought up to date.
package enum Schema {
    /// The version that this program writes.
    package static let version = Migration.all.last?.version ?? 0
    /// The versions of the migrations in the order in which they are carried out.
    package static let versions = Migration.all.map(\.version)

    /// Tells a queue from any other SQLite database; "swpd".
    private static let applicationID: Int64 = 0x7377_7064

    /// - Throws: `conflict` where the database is another program's or was written by a newer sweepd.
    static func bringUpToDate(_ database: Database, upTo last: Int = version) throws {
        let found = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if found != applicationID {
            try adopt(database, found: found)
        }
        let current = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard current <= version else { throw newer(current) }
        for migration in Migration.all where migration.version > current && migration.version <= last {
            try migration.apply(to: database)
        }
    }

    /// Marks an empty database as ours.
    private static func adopt(_ database: Database, found: Int64) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard found == 0, tables == 0 else {
            throw Fault(
                .conflict, "cannot open the queue: the file is the database of another program",
                hint: "name another state directory")
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    private static func newer(_ found: Int) -> Fault {
        Fault(
            .conflict,
            "cannot open the queue: it was written by a newer sweepd (schema \(found), this one knows \(version))",
            hint: "use that sweepd, or another state directory")
    }
}
