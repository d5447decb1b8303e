internal import Glibc
package import SweepModel

/// Explicit points on their way into the queue: JSON objects, one a line, as they were uploaded.
package enum PointsFile {
    /// The largest file, in bytes.
    package static let bytesMax = 512 << 20

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
        let path = "\(folder)/\(digest)"
        guard let bytes = try bytes(path) else {
            throw Fault(.notFound, "cannot find the points \(digest)", hint: "send them first, to /v1/uploads/points")
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
}
