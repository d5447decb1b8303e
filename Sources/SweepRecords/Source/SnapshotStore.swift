internal import Glibc
internal import SweepModel

/// Snapshots of source trees, each stored once under the digest of its content, and on disk before it has its name.
struct SnapshotStore: Sendable {
    /// One file of a tree: what it is, and a digest of its bytes or of where the link points.
    private struct Entry {
        let path: String
        let mode: String
        let sha256: String
    }

    /// How the name of a snapshot begins that is still being taken. Who takes it holds a lock on it.
    static let temporaryPrefix = "tmp-"

    let folder: String

    /// Stores files of a tree, and returns the digest under which they lie; that they are there already is found
    /// without copying. Files that vanish meanwhile are left out.
    func store(_ paths: [String], of root: borrowing Descriptor, at rootPath: String) throws(SystemError) -> String {
        let present = try digest(paths, in: root, rootPath: rootPath)
        if (try? stat(folder + "/" + present))?.isFolder == true {
            touch(present)
            return present
        }
        let temporary = try begin()
        do throws(SystemError) {
            return try fill(temporary, paths, of: root, at: rootPath)
        } catch {
            try? Folder.remove(temporary)
            throw error
        }
    }

    /// Makes a folder for a snapshot that is still to be taken.
    func begin() throws(SystemError) -> String {
        try Folder.makeAll(folder)
        let temporary = "\(folder)/\(Self.temporaryPrefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
        try Folder.make(temporary)
        return temporary
    }

    /// The copy is what is digested in the end: a file that changes while it is taken is then named as it was taken.
    private func fill(
        _ temporary: String, _ paths: [String], of root: borrowing Descriptor, at rootPath: String
    ) throws(SystemError) -> String {
        let target = try Descriptor(folder: temporary)
        _ = flock(target.number, LOCK_EX | LOCK_NB)
        var made: Set<String> = []
        for path in paths {
            try makeParents(of: path, in: target.number, made: &made)
            try copy(path, from: root.number, to: target.number, rootPath: rootPath)
        }
        return try keep(temporary, target, paths, rootPath: rootPath)
    }

    /// Gives a snapshot that was taken its name.
    ///
    /// - Parameter paths: of its files, sorted.
    func keep(
        _ temporary: String, _ target: borrowing Descriptor, _ paths: [String], rootPath: String
    ) throws(SystemError) -> String {
        let digest = try digest(paths, in: target, rootPath: rootPath)
        try TreeCopy.sync(target)
        guard rename(temporary, folder + "/" + digest) != 0 else {
            try Descriptor(folder: folder).sync()
            return digest
        }
        guard errno == EEXIST || errno == ENOTEMPTY else { throw .last }
        try Folder.remove(temporary)
        touch(digest)
        return digest
    }

    /// Says that a snapshot was taken again, so that it is kept until a submission names it.
    private func touch(_ digest: String) { utimensat(AT_FDCWD, "\(folder)/\(digest)", nil, 0) }

    private func copy(_ path: String, from root: Int32, to target: Int32, rootPath: String) throws(SystemError) {
        do throws(SystemError) {
            switch Folder.kind(try stat(path, in: root)) {
            case .file: try TreeCopy.file(path, from: root, to: target)
            case .link:
                let destination = try SourceLink.destination(of: path, in: root, rootPath: rootPath)
                guard symlinkat(destination, target, path) == 0 else { throw .last }
            case .folder, .other: break
            }
        } catch  where error.code == ENOENT || error.code == ENOTDIR {
            return
        }
    }

    func makeParents(of path: String, in target: Int32, made: inout Set<String>) throws(SystemError) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let parent = String(path[..<slash])
        guard made.insert(parent).inserted else { return }
        try makeParents(of: parent, in: target, made: &made)
        try Folder.make(parent, mode: 0o755, in: target)
    }

    private func digest(_ paths: [String], in root: borrowing Descriptor, rootPath: String) throws(SystemError)
        -> String
    {
        var list: [UInt8] = []
        for path in paths {
            guard let entry = try entry(path, in: root.number, rootPath: rootPath) else { continue }
            list.append(contentsOf: "\(entry.mode) \(entry.sha256) \(entry.path)\0".utf8)
        }
        return Digest.sha256(list)
    }

    private func entry(_ path: String, in root: Int32, rootPath: String) throws(SystemError) -> Entry? {
        do throws(SystemError) {
            let status = try stat(path, in: root)
            switch Folder.kind(status) {
            case .file:
                let mode = status.st_mode & 0o111 == 0 ? "100644" : "100755"
                return Entry(path: path, mode: mode, sha256: try Digest.file(path, in: root).sha256)
            case .link:
                let destination = try SourceLink.destination(of: path, in: root, rootPath: rootPath)
                return Entry(path: path, mode: "120000", sha256: Digest.sha256(destination))
            case .folder, .other: return nil
            }
        } catch  where error.code == ENOENT || error.code == ENOTDIR {
            return nil
        }
    }
}
