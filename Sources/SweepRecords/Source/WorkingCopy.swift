internal import Glibc
package import SweepModel

/// Where an attempt finds its code.
package struct WorkingCopy: Hashable, Sendable {
    /// The working directory of the attempt, absolute.
    package let folder: String
    /// Where the source is mounted: the files, of those recorded at submission, that are no longer what they were.
    package let changedFiles: [String]

    package init(folder: String, changedFiles: [String]) {
        self.folder = folder
        self.changedFiles = changedFiles
    }

    /// Makes a run's working copy, or finds the one that an earlier attempt of the run has left; one of another snapshot
    /// is replaced.
    ///
    /// A copy is made beside its place and renamed, so that an interrupted one is begun anew. It is not synced: what a
    /// power cut took of a copy is copied again before the next attempt.
    /// - Parameters:
    ///   - sourceFolder: where snapshots lie.
    /// - Throws: a fault where the snapshot is gone or the copy cannot be made.
    package static func make(
        of source: SourceRecord, sourceFolder: String, in layout: AttemptLayout
    ) throws(Fault) -> WorkingCopy {
        guard source.mode == .snapshot, let digest = source.digest else {
            return WorkingCopy(folder: source.root, changedFiles: changes(of: source))
        }
        let act = "cannot copy the source to '\(layout.work)'"
        try explaining(act) { () throws(SystemError) in
            let snapshot = sourceFolder + "/" + digest
            guard (try? stat(layout.work))?.isFolder == true, isCopy(layout.work, of: digest) else {
                try fill(layout, from: snapshot, source)
                return try mark(layout.work, as: digest)
            }
            try TreeCopy.repair(Descriptor(folder: layout.work), from: Descriptor(folder: snapshot))
        }
        let base = source.basePath.isEmpty ? layout.work : layout.work + "/" + source.basePath
        guard (try? stat(base))?.isFolder == true else {
            throw Fault(.notFound, "cannot start in '\(base)': the working copy has no such folder")
        }
        return WorkingCopy(folder: base, changedFiles: [])
    }

    /// Beside a copy stands a link whose target names the snapshot; an older sweepd made none.
    private static func isCopy(_ work: String, of digest: String) -> Bool {
        var target = [CChar](repeating: 0, count: 65)
        let count = readlink(work + ".source", &target, 64)
        return count < 0
            || String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) == digest
    }

    private static func mark(_ work: String, as digest: String) throws(SystemError) {
        let link = work + ".source"
        guard unlink(link) == 0 || errno == ENOENT, symlink(digest, link) == 0 else { throw .last }
    }

    private static func fill(
        _ layout: AttemptLayout, from snapshot: String, _ source: SourceRecord
    ) throws(SystemError) {
        let temporary = layout.work + ".tmp"
        try Folder.makeAll(layout.runFolder)
        try Folder.remove(temporary)
        try Folder.make(temporary, mode: 0o755)
        let target = try Descriptor(folder: temporary)
        try TreeCopy.contents(of: Descriptor(folder: snapshot), into: target)
        if !source.basePath.isEmpty { try makeParents(source.basePath + "/.", in: target.number) }
        for entry in source.ignored { try link(entry, of: source.root, in: target.number) }
        try Folder.remove(layout.work)
        guard rename(temporary, layout.work) == 0 else { throw .last }
    }

    /// Links to an ignored entry of the real tree; one that is gone by now is left out.
    private static func link(_ entry: String, of root: String, in target: Int32) throws(SystemError) {
        guard (try? stat(root + "/" + entry)) != nil else { return }
        try makeParents(entry, in: target)
        guard symlinkat(root + "/" + entry, target, entry) == 0 || errno == EEXIST else { throw .last }
    }

    private static func makeParents(_ entry: String, in target: Int32) throws(SystemError) {
        guard let slash = entry.lastIndex(of: "/") else { return }
        try Folder.makeAll(String(entry[..<slash]), mode: 0o755, in: target)
    }

    private static func changes(of source: SourceRecord) -> [String] {
        source.files.filter { Digest.file($0.path, beneath: source.root + "/" + source.basePath) != $0 }.map(\.path)
    }
}
