internal import GRDB
internal import Glibc
internal import SweepModel

extension Fault {
    /// The fault that stands for any error of a database access: itself, or what SQLite said in a person's words.
    static func store(_ verb: String, _ error: any Error, path: String = "") -> Fault {
        if let fault = error as? Fault { return fault }
        guard let error = error as? DatabaseError else { return Fault(.internal, "cannot \(verb) the queue: \(error)") }
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_FULL: return diskFull(verb)
        // A full disk can come as an I/O error: what the write-ahead log's fsync says is all that SQLite hears.
        case .SQLITE_IOERR where isFull(path): return diskFull(verb)
        case .SQLITE_IOERR:
            return Fault(
                .internal, "cannot \(verb) the queue: \(reason)", hint: "look at the disk, then start sweepd again")
        case .SQLITE_NOTADB:
            return Fault(
                .failed, "cannot \(verb) the queue: '\(path)' is not a database", hint: "move the file away")
        case .SQLITE_CORRUPT:
            return Fault(
                .internal, "cannot \(verb) the queue: \(reason)", hint: "stop sweepd and bring back a backup")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return Fault(.permission, "cannot \(verb) the queue: '\(path)': \(reason)")
        case .SQLITE_CONSTRAINT: return constraint(verb, error, reason)
        default: return Fault(.internal, "cannot \(verb) the queue: \(reason)")
        }
    }

    private static func constraint(_ verb: String, _ error: DatabaseError, _ reason: String) -> Fault {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY:
            return Fault(.conflict, "cannot \(verb) the queue: it exists already (\(reason))")
        default: return Fault(.internal, "cannot \(verb) the queue: \(reason)")
        }
    }

    private static func diskFull(_ verb: String) -> Fault {
        Fault(.limit, "cannot \(verb) the queue: the disk is full", hint: "free space; nothing that was kept is lost")
    }

    private static func isFull(_ path: String) -> Bool {
        var found = statvfs()
        return statvfs(path, &found) == 0 && found.f_bavail * found.f_frsize < 1 << 20
    }
}
