internal import Glibc

/// An open file descriptor, closed with its last owner.
final class Descriptor: Sendable {
    let number: Int32

    /// Takes over what a call returned; nil where that is an error.
    init?(_ result: Int32) {
        guard result >= 0 else { return nil }
        number = result
    }

    /// Takes over what a call returned; `SystemFailure` where that is a negated errno.
    init(checking result: Int32, _ operation: @autoclosure () -> String) throws(SystemFailure) {
        guard result >= 0 else { throw SystemFailure(operation(), number: -result) }
        number = result
    }

    deinit { close(number) }

    /// Whether poll says so, without waiting.
    var isReadable: Bool {
        var watched = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) == 1
    }

    /// Writes all bytes at the file's offset, which moves on; false where some could not be written.
    func writeAll(_ bytes: [UInt8]) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
        }
        return 0
    }
}

/// A call that the kernel refused.
struct SystemFailure: Error {
    /// `cannot <do> <subject>`.
    let operation: String
    let number: Int32

    init(_ operation: String, number: Int32) {
        self.operation = operation
        self.number = number
    }

    var message: String { "\(operation): \(Self.reason(number))" }

    /// The kernel's words for an errno, lower case.
    static func reason(_ number: Int32) -> String {
        let words = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
