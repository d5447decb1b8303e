internal import CSweepShims
internal import Glibc
package import SweepModel

/// What the runner left in an attempt's folder, read by whoever comes after it.
package enum AttemptRecords {
    /// What is known of an attempt's beginning.
    package enum Start: Hashable, Sendable {
        case absent
        /// A tombstone: no runner began, and none can any more.
        case abandoned
        case started(StartRecord)
    }

    /// Far above what a record takes, in bytes.
    private static let recordMax = 1 << 20
    private static let tombstone: JSONObject = ["abandoned": true]

    /// How the attempt ended; nil where no runner has said so.
    ///
    /// - Throws: a fault where there is a record that cannot be believed: the attempt is one for quarantine.
    package static func readExit(_ layout: AttemptLayout) throws(Fault) -> ExitRecord? {
        guard let json = try read(layout.exit) else { return nil }
        guard let record = ExitRecord(json: json), record.attempt == layout.attempt.description else {
            throw damaged(layout.exit)
        }
        return record
    }

    /// The text of an exit record; nil where it is none, or another attempt's.
    package static func exit(_ text: String, of attempt: AttemptID) -> ExitRecord? {
        guard let json = try? JSONParser.parse(Array(text.utf8)), let record = ExitRecord(json: json),
            record.attempt == attempt.description
        else { return nil }
        return record
    }

    /// Who began to supervise the attempt.
    ///
    /// - Throws: a fault where there is a record that cannot be believed.
    package static func readStart(_ layout: AttemptLayout) throws(Fault) -> Start {
        guard let json = try read(layout.started) else { return .absent }
        if json == .object(tombstone) { return .abandoned }
        guard let record = StartRecord(json: json), record.attempt == layout.attempt.description else {
            throw damaged(layout.started)
        }
        return .started(record)
    }

    /// Makes sure that no runner ever begins this attempt, if none has.
    ///
    /// A runner takes the lock and then puts `started.json` in place, which must not be there yet; so does this.
    /// - Returns: true where nobody began and nobody can; false where a runner is at it, or was.
    /// - Throws: a fault where that cannot be found out.
    package static func abandon(_ layout: AttemptLayout) throws(Fault) -> Bool {
        try explaining("cannot abandon attempt '\(layout.attempt)'") { () throws(SystemError) in
            do throws(SystemError) {
                return try bury(Descriptor(folder: layout.records))
            } catch  where error.code == ENOENT {
                // Without its folder, which only the agent makes, a runner cannot begin.
                return true
            }
        }
    }

    private static func bury(_ records: borrowing Descriptor) throws(SystemError) -> Bool {
        let locked = sweep_try_lock(records.number, 1)
        if locked == -EWOULDBLOCK { return false }
        guard locked == 0 else { throw SystemError(-locked) }
        let name = "started.json"
        let text = Array(tombstone.text().utf8)
        if let found = try WholeFile.read(name, limit: recordMax, in: records.number) { return found == text }
        try WholeFile.make("tombstone.tmp", text, mode: 0o600, in: records.number)
        let renamed = sweep_rename_new(records.number, "tombstone.tmp", name)
        guard renamed == 0 else { throw SystemError(-renamed) }
        return true
    }

    private static func read(_ path: String) throws(Fault) -> JSONValue? {
        let bytes = try explaining("cannot read '\(path)'") { () throws(SystemError) in
            try WholeFile.read(path, limit: recordMax)
        }
        guard let bytes else { return nil }
        guard let json = try? JSONParser.parse(bytes) else { throw damaged(path) }
        return json
    }

    private static func damaged(_ path: String) -> Fault {
        Fault(
            .internal, "cannot read '\(path)': it is not a whole record",
            hint: "see whether the attempt's processes still run, then remove the file")
    }
}
