internal import Glibc
package import SweepModel

extension AttemptFolder {
    private static let pieceMax = 1 << 20

    /// Takes secrets out of a file that nobody writes to any more; one that holds none is left as it is.
    ///
    /// - Throws: a fault where it cannot be read or replaced.
    package static func redact(_ path: String, with redactor: Redactor) throws(Fault) {
        let temporary = path + ".tmp"
        let isChanged = try explaining("cannot take secrets out of '\(path)'") { () throws(SystemError) in
            let source = try Descriptor(path, O_RDONLY)
            try WholeFile.make(temporary, [], mode: 0o600)
            return try copy(source, to: Descriptor(temporary, O_WRONLY), redactor)
        }
        if !isChanged || rename(temporary, path) != 0 { unlink(temporary) }
    }

    /// Whether anything was taken out.
    private static func copy(
        _ source: borrowing Descriptor, to target: borrowing Descriptor, _ redactor: Redactor
    ) throws(SystemError) -> Bool {
        var (redactor, offset, written) = (redactor, Int64(0), Int64(0))
        while true {
            let piece = try source.read(at: offset, count: pieceMax)
            let clean = piece.isEmpty ? redactor.finish() : piece.withUnsafeBytes { redactor.take($0) }
            try target.write(clean)
            offset += Int64(piece.count)
            written += Int64(clean.count)
            if piece.isEmpty { return written != offset }
        }
    }
}
