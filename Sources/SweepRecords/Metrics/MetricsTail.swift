internal import Glibc
package import SweepModel

/// Follows a file that a program writes, from an offset on; what the program does to the file is harmless.
package struct MetricsTail: Hashable, Sendable {
    /// What one look at the file gave.
    package struct Piece: Sendable {
        package let bytes: [UInt8]
        /// Whether there is more to read at once.
        package let more: Bool
        /// Whether the file is another one than before or was cut, so that these bytes are its first.
        package let restarted: Bool
    }

    private let path: String
    /// Where the next look begins, in bytes.
    package private(set) var offset: Int64
    private var inode: UInt?

    /// The most bytes of one look.
    package static let pieceMax = 4 << 20

    package init(path: String, offset: Int64 = 0) {
        self.path = path
        self.offset = offset
    }

    /// Reads what was added since the last look, at most ``pieceMax`` bytes; nothing where there is no such file.
    ///
    /// - Throws: a fault where the file is a link, a pipe or anything else but a regular file, or cannot be read.
    package mutating func read(max: Int = pieceMax) throws(Fault) -> Piece {
        let act = "cannot read the metrics file '\(path)'"
        do {
            return try look(max: max, act: act)
        } catch let error as SystemError {
            guard error.code == ENOENT else { throw error.fault(act) }
            return Piece(bytes: [], more: false, restarted: false)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.internal, "\(act): \(error)")
        }
    }

    private mutating func look(max: Int, act: String) throws -> Piece {
        let file = try Descriptor(path, O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        guard status.isRegular else { throw Fault(.failed, "\(act): it is not a regular file") }
        let restarted = status.st_size < offset || inode.map { $0 != UInt(status.st_ino) } ?? false
        if restarted { offset = 0 }
        inode = UInt(status.st_ino)
        let bytes = try file.read(at: offset, count: Int(min(Int64(max), Int64(status.st_size) - offset)))
        offset += Int64(bytes.count)
        return Piece(bytes: bytes, more: offset < status.st_size, restarted: restarted)
    }
}
