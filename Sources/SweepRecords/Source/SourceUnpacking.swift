internal import Glibc
package import SweepModel

/// Makes a snapshot of a pack that somebody sent. Nothing in it is trusted: no path leads out of the snapshot or through
/// a link, and its name is the digest of what was written.
package struct SourceUnpacking {
    private static let headerMax = 16 << 10
    private static let pieceMax = 1 << 20

    private let store: SnapshotStore
    /// Those of files and links.
    private var paths: Set<String> = []
    private var folders: Set<String> = []
    private var bytes: Int64 = 0

    private init(into store: SnapshotStore) { self.store = store }

    /// - Parameters:
    ///   - pack: path of the file.
    ///   - store: where snapshots lie.
    /// - Returns: the digest under which the snapshot lies.
    /// - Throws: `usage` for a pack that is none, `limit` where it holds too much.
    package static func unpack(_ pack: String, into store: String) throws(Fault) -> String {
        let store = SnapshotStore(folder: store)
        let act = "cannot unpack the source"
        let temporary = try explaining(act) { () throws(SystemError) in try store.begin() }
        defer { try? Folder.remove(temporary) }
        var unpacking = SourceUnpacking(into: store)
        let target = try explaining(act) { () throws(SystemError) in try Descriptor(folder: temporary) }
        _ = flock(target.number, LOCK_EX | LOCK_NB)
        let file = try explaining(act) { () throws(SystemError) in try Descriptor(pack, O_RDONLY) }
        try unpacking.takeAll(of: file, to: target.number)
        let paths = unpacking.paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return try explaining(act) { () throws(SystemError) in
            try store.keep(temporary, target, paths, rootPath: temporary)
        }
    }

    private mutating func takeAll(of file: borrowing Descriptor, to target: Int32) throws(Fault) {
        var offset: Int64 = 0
        while let header = try Self.header(in: file, at: &offset) {
            try check(header)
            try count(header)
            do throws(SystemError) {
                try store.makeParents(of: header.path, in: target, made: &folders)
                try Self.write(header, from: file, at: offset, to: target)
            } catch {
                throw Self.fault(error, header)
            }
            offset += header.bytes
        }
    }

    /// What cannot be written for what it is, is the sender's fault.
    private static func fault(_ error: SystemError, _ header: SourcePack.Header) -> Fault {
        let fault = error.fault("cannot unpack '\(header.path)' of the source")
        return [EINVAL, ENAMETOOLONG, EEXIST, ENOTDIR].contains(error.code) ? Fault(.usage, fault.message) : fault
    }

    private mutating func count(_ header: SourcePack.Header) throws(Fault) {
        paths.insert(header.path)
        bytes += header.bytes
        let (filesMax, bytesMax) = (SourceFiles.filesMax, SourceFiles.bytesMax)
        guard paths.count <= filesMax, bytes <= bytesMax else {
            throw Fault(
                .limit,
                "cannot unpack the source: it has more than \(filesMax) files or \(ByteCount(bytes: bytesMax).text)")
        }
    }

    private static func header(in file: borrowing Descriptor, at offset: inout Int64) throws(Fault) -> SourcePack
        .Header?
    {
        let start = offset
        let piece: [UInt8]
        do throws(SystemError) { piece = try file.read(at: start, count: headerMax) } catch {
            throw error.fault("cannot unpack the source")
        }
        if piece.isEmpty { return nil }
        guard let end = piece.firstIndex(of: UInt8(ascii: "\n")), let json = try? JSONParser.parse(piece[..<end]),
            let path = json["path"]?.stringValue, let mode = json["mode"]?.stringValue,
            let bytes = json["bytes"]?.intValue
        else { throw Fault(.usage, "cannot unpack the source: byte \(start) begins no file of it") }
        offset += Int64(end) + 1
        return SourcePack.Header(path: path, mode: mode, bytes: bytes)
    }

    private func check(_ header: SourcePack.Header) throws(Fault) {
        let parts = header.path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !["", ".", ".."].contains($0) } && !header.path.contains("\0")
        // What stands above it must be folders of this snapshot, no links.
        let above = (1..<max(1, parts.count)).map { parts.prefix($0).joined(separator: "/") }
        let bytesMax = header.mode == SourcePack.Header.link ? Int64(PATH_MAX) : SourceFiles.bytesMax
        guard isPlain, !folders.contains(header.path), !paths.contains(header.path),
            above.allSatisfy({ !paths.contains($0) }),
            ["100644", "100755", SourcePack.Header.link].contains(header.mode),
            (0...bytesMax).contains(header.bytes)
        else { throw Fault(.usage, "cannot unpack the source: it cannot have '\(header.path)'") }
    }

    private static func write(
        _ header: SourcePack.Header, from file: borrowing Descriptor, at start: Int64, to target: Int32
    ) throws(SystemError) {
        guard header.mode != SourcePack.Header.link else {
            let destination = try file.read(at: start, count: Int(header.bytes))
            guard destination.count == header.bytes, let text = String(validating: destination, as: UTF8.self),
                !text.isEmpty, !text.contains("\0"), !SourceLink.leavesTree(header.path, text)
            else { throw SystemError(EINVAL) }
            guard symlinkat(text, target, header.path) == 0 else { throw .last }
            return
        }
        let mode: mode_t = header.mode == "100755" ? 0o755 : 0o644
        let copy = try Descriptor(header.path, O_WRONLY | O_CREAT | O_EXCL, mode: mode, in: target)
        var done: Int64 = 0
        while done < header.bytes {
            let piece = try file.read(at: start + done, count: Int(min(Int64(pieceMax), header.bytes - done)))
            guard !piece.isEmpty else { throw SystemError(EINVAL) }
            try copy.write(piece)
            done += Int64(piece.count)
        }
    }
}
