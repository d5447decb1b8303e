internal import Glibc
package import SweepModel

/// Explicit points on their way to the daemon: a file of JSON objects, one a line, named by its SHA-256 and beside the
/// snapshots. Once they are in the queue nobody needs it.
///
/// Who has written it holds a lock on it until the daemon has answered.
package struct PointsFile: ~Copyable {
    private static let suffix = ".points"

    /// SHA-256 of the bytes, in lower-case hexadecimal.
    package let digest: String
    private let file: Descriptor

    /// Writes a file, on disk before it has its name.
    ///
    /// - Parameters:
    ///   - lines: the points, each with a line's end.
    ///   - folder: where snapshots lie; made if need be.
    /// - Throws: a fault where it cannot be written.
    package init(_ lines: [UInt8], in folder: String) throws(Fault) {
        digest = Digest.sha256(lines)
        let path = Self.path(digest, in: folder)
        file = try explaining("cannot write the points to '\(path)'") { () throws(SystemError) in
            try Folder.makeAll(folder)
            let temporary = "\(folder)/\(SnapshotStore.temporaryPrefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
            let file = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
            _ = flock(file.number, LOCK_SH | LOCK_NB)
            do throws(SystemError) {
                try file.write(lines)
                try file.sync()
                guard rename(temporary, path) == 0 else { throw .last }
            } catch {
                unlink(temporary)
                throw error
            }
            return file
        }
    }

    /// Says that nobody needs it any more.
    package consuming func release() { _ = flock(file.number, LOCK_UN) }

    private static func path(_ digest: String, in folder: String) -> String { "\(folder)/\(digest)\(suffix)" }

    /// Whether a text is a SHA-256 in lower-case hexadecimal.
    package static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Reads a file line by line.
    ///
    /// - Parameter take: gets each line without its end, and its number from 1.
    /// - Throws: `not-found` where there is none, `usage` where its bytes are not those of the digest, what `take` throws.
    package static func read(
        _ digest: String, in folder: String, _ take: (Slice<UnsafeBufferPointer<UInt8>>, Int) throws(Fault) -> Void
    ) throws(Fault) {
        let path = path(digest, in: folder)
        guard let bytes = try bytes(path) else {
            throw Fault(.notFound, "cannot find the points \(digest)", hint: "submit with sweepctl, which writes them")
        }
        guard Digest.sha256(bytes) == digest else {
            throw Fault(.usage, "cannot use the points in '\(path)': they are not what their digest says")
        }
        let result: Result<Void, Fault> = bytes.withUnsafeBufferPointer { buffer in
            do throws(Fault) { return .success(try forEachLine(buffer, take)) } catch { return .failure(error) }
        }
        try result.get()
    }

    private static func bytes(_ path: String) throws(Fault) -> [UInt8]? {
        try explaining("cannot read the points in '\(path)'") { () throws(SystemError) in
            try WholeFile.read(path, limit: bytesMax)
        }
    }

    private static func forEachLine(
        _ buffer: UnsafeBufferPointer<UInt8>, _ take: (Slice<UnsafeBufferPointer<UInt8>>, Int) throws(Fault) -> Void
    ) throws(Fault) {
        var start = 0
        var number = 0
        while start < buffer.count {
            let rest = buffer[start...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? buffer.count
            number += 1
            try take(buffer[start..<end], number)
            start = end + 1
        }
    }

    /// Names of the files in a folder that nobody holds any more.
    package static func left(in folder: String) -> [String] {
        StateFolder.children(of: folder).filter { name in
            guard name.hasSuffix(suffix), let file = try? Descriptor(folder + "/" + name, O_RDONLY | O_NONBLOCK) else {
                return false
            }
            return flock(file.number, LOCK_EX | LOCK_NB) == 0
        }
    }

    static func isName(_ name: String) -> Bool { name.hasSuffix(suffix) }

    /// The largest file, in bytes.
    package static let bytesMax = 512 << 20
}
