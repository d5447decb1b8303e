import Glibc
import SweepModel
import Testing

/// A Unix socket on which a thread serves one connection after another.
final class TinyServer: Sendable {
    let path: String
    private let descriptor: CInt

    /// - Parameter answers: for each connection, in order, what is written once its request has arrived; the
    ///   connection is closed then.
    convenience init(_ answers: [String]) throws {
        try self.init(serving: answers.map { answer in { Self.serve($0, answer) } })
    }

    /// - Parameter turns: for each connection, in order, what is done with it before it is closed.
    init(serving turns: [@Sendable (_ connection: CInt) -> Void]) throws {
        path = "/tmp/sweepd-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).sock"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(bound == 0 && listen(descriptor, 16) == 0)
        let listener = descriptor
        // A thread of its own: blocking calls would starve the few threads on which tests run.
        Self.startThread {
            for turn in turns {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                turn(connection)
                close(connection)
            }
        }
    }

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    private static func startThread(_ run: @escaping () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run)).toOpaque()
        let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
            if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
            return nil
        }
        if pthread_create(&thread, nil, main, body) == 0 { pthread_detach(thread) }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        unlink(path)
    }

    private static func serve(_ connection: CInt, _ answer: String) {
        let head = request(connection).prefix { $0 != "\r\n" }
        write(answer.replacing("{request}", with: head), to: connection)
    }

    /// Reads a whole request, or as much as comes before the other side closes.
    @discardableResult
    static func request(_ connection: CInt) -> String {
        var request: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while !isComplete(request) {
            let count = piece.withUnsafeMutableBytes { read(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            request.append(contentsOf: piece.prefix(count))
        }
        return String(decoding: request, as: UTF8.self)
    }

    static func write(_ text: String, to connection: CInt) {
        Array(text.utf8).withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = send(
                    connection, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// Whether head and body are there.
    private static func isComplete(_ request: [UInt8]) -> Bool {
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let head = text[..<end.lowerBound].lowercased()
        guard let length = head.firstRange(of: "content-length: ") else { return true }
        let digits = head[length.upperBound...].prefix { $0.isNumber }
        return text[end.upperBound...].utf8.count >= Int(digits) ?? 0
    }

    static func answer(_ status: String, _ type: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\ncontent-type: \(type)\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
