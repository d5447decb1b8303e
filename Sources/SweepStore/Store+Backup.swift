internal import GRDB
internal import Glibc
package import SweepModel

// Copies of the database.
extension Store {
    /// Writes the last committed state into a new file (mode 0600) and checks that it is whole; the writer goes on
    /// meanwhile. On the caller's thread, for as long as it takes to read the database.
    ///
    /// - Throws: `conflict` where the file is there already; `limit` where the disk is full; `internal` where the copy
    ///   is not whole. No file is left then.
    package func copy(to target: String) throws(Fault) { try Self.copy(path, to: target) }

    /// The same of a database that no daemon has open.
    ///
    /// - Throws: as ``copy(to:)``; `notFound` where there is none, `conflict` where a process has it open.
    package static func copyUnused(_ path: String, to target: String) throws(Fault) {
        guard access(path, F_OK) == 0 else {
            throw Fault(
                .notFound, "cannot copy the queue: there is none at '\(path)'", hint: "name it with --state-dir")
        }
        let lock = try StoreLock(path: path + ".lock")
        defer { withExtendedLifetime(lock) {} }
        try copy(path, to: target)
    }

    private static func copy(_ path: String, to target: String) throws(Fault) {
        // SQLite fills a file that is there and empty, and leaves its mode.
        let file = Glibc.open(target, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == EEXIST { throw Fault(.conflict, "cannot write '\(target)': it is there already") }
            throw unwritable(target, errno)
        }
        defer { _ = Glibc.close(file) }
        do {
            try fill(target, from: path)
            guard fsync(file) == 0 else { throw unwritable(target, errno) }
        } catch {
            unlink(target)
            throw .store("copy", error, path: path)
        }
    }

    private static func unwritable(_ path: String, _ code: Int32) -> Fault {
        let kind: Fault.Code = [EACCES, EPERM, EROFS].contains(code) ? .permission : .failed
        return Fault(kind, "cannot write '\(path)': \(String(cString: strerror(code)))")
    }

    private static func fill(_ target: String, from path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        // One read transaction of a connection of its own: with a write-ahead log nobody waits for it.
        let source = try DatabaseQueue(path: path, configuration: configuration)
        try source.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
        try source.close()
        let copy = try DatabaseQueue(path: target, configuration: configuration)
        let verdict = try copy.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(1)") }
        try copy.close()
        guard verdict == ["ok"] else {
            throw Fault(.internal, "cannot copy the queue: the copy is damaged: \(verdict.first ?? "no verdict")")
        }
    }
}
