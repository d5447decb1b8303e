internal import Dispatch
internal import Glibc

/// A FIFO over which a program says something, or waits to be told.
package final class Gate: Sendable {
    package let path: String
    private let descriptor: Int32

    package init(_ path: String) throws {
        self.path = path
        guard mkfifo(path, 0o666) == 0 else { throw Failure.last("mkfifo") }
        // Both ends, so that nobody waits for the other to open it.
        descriptor = open(path, O_RDWR | O_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Waits for the next line that a program writes.
    ///
    /// - Throws: a ``Failure`` where none comes within half a minute.
    package func line() async throws -> String {
        try await Blocking.run { try self.next() }
    }

    /// Lets programs go on that read a line each.
    package func release(_ count: Int = 1, _ text: String = "go") {
        for _ in 0..<count { _ = write(descriptor, text + "\n", text.utf8.count + 1) }
    }

    private func next() throws -> String {
        var line: [UInt8] = []
        while true {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, 30_000) == 1 else { throw Failure("nothing came through '\(path)'") }
            var byte: UInt8 = 0
            guard read(descriptor, &byte, 1) == 1 else { throw Failure.last("read") }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }
}

/// Calls that block, on threads of their own.
package enum Blocking {
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
