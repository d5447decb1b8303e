internal import Glibc
package import SweepModel

/// What the manifests of a sweep's attempts have in common: made once a sweep, its files written beside its runs.
package struct SweepFacts: Sendable {
    /// `specification.yaml`, the file as submitted.
    package let specification: FileDigest
    /// `source.diff`, what differed from the last commit; nil where nothing did.
    package let diff: FileDigest?
    /// The members `specification` and `source` of a manifest as JSON text, without the outer braces.
    let text: String

    /// Writes the sweep's specification and difference to `runs/SWEEP/`, unless they are there.
    ///
    /// - Parameter specification: the file as submitted, byte for byte.
    /// - Throws: a fault where they cannot be written.
    package static func make(
        _ sweep: SweepID, specification: String, source: SourceRecord, runsFolder: String
    ) throws(Fault) -> SweepFacts {
        let folder = "\(runsFolder)/\(sweep)"
        let specification = try write(specification, "specification.yaml", in: folder)
        var diff: FileDigest?
        if let text = source.git?.diff { diff = try write(text, name(ofDiff: text, in: folder), in: folder) }
        return SweepFacts(specification: specification, diff: diff, source: source)
    }

    /// The source of a run that was retried with another one has a name of its own.
    private static func name(ofDiff text: String, in folder: String) -> String {
        let name = "source.diff"
        guard let known = Digest.file(name, beneath: folder), known.sha256 != Digest.sha256(text) else { return name }
        return "source-\(Digest.sha256(text).prefix(12)).diff"
    }

    private init(specification: FileDigest, diff: FileDigest?, source: SourceRecord) {
        self.specification = specification
        self.diff = diff
        let json: JSONObject = [
            "specification": .object(specification.json), "source": .object(Self.json(source, diff: diff)),
        ]
        text = String(json.text().dropFirst().dropLast())
    }

    private static func write(_ text: String, _ name: String, in folder: String) throws(Fault) -> FileDigest {
        let path = folder + "/" + name
        let bytes = Array(text.utf8)
        try explaining("cannot write '\(path)'") { () throws(SystemError) in
            if (try? stat(path))?.st_size == off_t(bytes.count) { return }
            try Folder.makeAll(folder)
            try WholeFile.replace(path, bytes, mode: 0o600)
        }
        return FileDigest(path: path, sha256: Digest.sha256(bytes), bytes: Int64(bytes.count))
    }

    private static func json(_ source: SourceRecord, diff: FileDigest?) -> JSONObject {
        [
            "mode": .string(source.mode.rawValue), "digest": .optional(source.digest), "root": .string(source.root),
            "base_path": .string(source.basePath), "ignored": .array(source.ignored.map(JSONValue.string)),
            "files": .array(source.files.map { .object($0.json) }),
            "git": source.git.map { .object(json($0, diff: diff)) } ?? .null,
        ]
    }

    private static func json(_ git: GitRecord, diff: FileDigest?) -> JSONObject {
        [
            "remote": .optional(git.remote), "branch": .optional(git.branch), "commit": .optional(git.commit),
            "dirty": .bool(git.isDirty), "dirty_files": .array(git.dirtyFiles.map(JSONValue.string)),
            "untracked_files": .array(git.untrackedFiles.map(JSONValue.string)),
            "diff": diff.map { .object($0.json) } ?? .null, "diff_truncated": .bool(git.diffTruncated),
        ]
    }
}

extension FileDigest {
    var json: JSONObject { ["path": .string(path), "bytes": .int(bytes), "sha256": .string(sha256)] }
}
