internal import Crypto
internal import Glibc
package import SweepModel

/// SHA-256, in lower-case hexadecimal.
package enum Digest {
    /// Of a text's UTF-8.
    package static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

    /// Of bytes.
    package static func sha256(_ bytes: [UInt8]) -> String {
        var hasher = SHA256()
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hexadecimal(hasher.finalize())
    }

    /// Of a regular file beneath a folder; nil where there is none, or a link stands in its place.
    package static func file(_ path: String, beneath folder: String) -> FileDigest? {
        guard let folder = try? Descriptor(folder: folder) else { return nil }
        return try? file(path, in: folder.number)
    }

    /// Of an open folder's regular file, hashed piece by piece.
    static func file(_ path: String, in folder: Int32) throws(SystemError) -> FileDigest {
        let file = try Descriptor(path, O_RDONLY | O_NONBLOCK, in: folder)
        guard try file.status().isRegular else { throw SystemError(EINVAL) }
        var hasher = SHA256()
        var offset: Int64 = 0
        while true {
            let piece = try file.read(at: offset, count: 1 << 18)
            piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            offset += Int64(piece.count)
            if piece.count < 1 << 18 { break }
        }
        return FileDigest(path: path, sha256: hexadecimal(hasher.finalize()), bytes: offset)
    }

    static func hexadecimal(_ digest: SHA256Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
