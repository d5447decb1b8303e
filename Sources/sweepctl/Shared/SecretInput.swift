internal import Glibc
internal import SweepModel

/// A value from standard input, which a terminal does not show.
enum SecretInput {
    /// One line from a terminal, else everything; one byte more than is allowed, so that too much is seen.
    ///
    /// - Throws: `failed` where it cannot be read.
    static func read(asking question: String) throws(Fault) -> [UInt8] {
        guard isatty(0) == 1 else { return try bytes(untilLineEnd: false) }
        Terminal.hideInput()
        Console.write(Array(question.utf8), to: .error)
        defer {
            Terminal.restore()
            Console.error("")
        }
        return try bytes(untilLineEnd: true)
    }

    private static func bytes(untilLineEnd: Bool) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= Secret.bytesMax {
            let count = Glibc.read(0, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Fault(.failed, "cannot read standard input: \(String(cString: strerror(errno)))")
            }
            bytes += piece.prefix(count)
            if count == 0 || untilLineEnd && bytes.last == UInt8(ascii: "\n") { break }
        }
        return bytes
    }
}
