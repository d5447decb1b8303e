internal import Crypto
internal import Glibc
package import SweepModel

/// What a submitter sends ahead of what names it: files by the digest of their bytes, in a folder of her own beside the
/// snapshots. Nobody needs one any more once it was taken; of those that never were, only the latest stay.
package struct Uploads: Sendable {
    static let folderName = "uploads"
    private static let filesMax = 8
    /// How long one that nobody names is kept.
    private static let ageMax = Span.seconds(86_400)

    /// Where they lie.
    package let folder: String

    /// - Parameters:
    ///   - owner: uid of the submitter.
    ///   - store: where snapshots lie.
    package init(of owner: UInt32, in store: String) { folder = "\(store)/\(Self.folderName)/\(owner)" }

    /// Begins to take a file in.
    ///
    /// - Parameter bytesMax: its largest size.
    /// - Throws: a fault where it cannot be written.
    package func begin(bytesMax: Int64) throws(Fault) -> Upload {
        try explaining("cannot take the upload in") { () throws(SystemError) in
            try Folder.makeAll(folder)
            removeOldest()
            return try Upload(in: folder, bytesMax: bytesMax)
        }
    }

    private func removeOldest() {
        let files = Self.files(in: folder).sorted { $0.changedAt < $1.changedAt }
        for file in files.dropLast(Self.filesMax - 1) { unlink(file.path) }
    }

    /// Paths of those that have waited for a day.
    package static func abandoned(in store: String, now: Instant) -> [String] {
        let top = "\(store)/\(folderName)"
        return StateFolder.children(of: top).flatMap { files(in: "\(top)/\($0)") }
            .filter { now - $0.changedAt > ageMax }.map(\.path)
    }

    private static func files(in folder: String) -> [(path: String, changedAt: Instant)] {
        StateFolder.children(of: folder).compactMap { name in
            guard let status = try? stat("\(folder)/\(name)") else { return nil }
            return ("\(folder)/\(name)", Instant(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000))
        }
    }
}

/// A file on its way in; what was not finished leaves nothing.
package struct Upload: ~Copyable {
    private let folder: String
    private let temporary: String
    private let file: Descriptor
    private let bytesMax: Int64
    private var bytes: Int64 = 0
    private var hasher = SHA256()

    init(in folder: String, bytesMax: Int64) throws(SystemError) {
        self.folder = folder
        self.bytesMax = bytesMax
        temporary = "\(folder)/\(SnapshotStore.temporaryPrefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
        file = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    }

    deinit { unlink(temporary) }

    /// - Throws: `limit` where it becomes too large, a fault where it cannot be written.
    package mutating func write(_ piece: [UInt8]) throws(Fault) {
        bytes += Int64(piece.count)
        guard bytes <= bytesMax else {
            throw Fault(.limit, "cannot take the upload in: it is larger than \(ByteCount(bytes: bytesMax).text)")
        }
        piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        try explaining("cannot take the upload in") { () throws(SystemError) in try file.write(piece) }
    }

    /// Gives it its name.
    ///
    /// - Returns: its digest.
    /// - Throws: `usage` where there is nothing in it.
    package consuming func finish() throws(Fault) -> String {
        guard bytes > 0 else { throw Fault(.usage, "cannot take the upload in: it is empty") }
        let digest = Digest.hexadecimal(hasher.finalize())
        try explaining("cannot take the upload in") { () throws(SystemError) in
            guard rename(temporary, "\(folder)/\(digest)") == 0 else { throw .last }
        }
        return digest
    }
}
