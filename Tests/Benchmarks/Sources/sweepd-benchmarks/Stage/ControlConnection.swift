internal import Glibc

/// One kept-open connection to the daemon's socket, for requests one after another.
final class ControlConnection {
    private let socket: Int32
    private var received: [UInt8] = []

    /// - Throws: where nobody listens.
    init(socket path: String) throws(Failure) {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw Failure("cannot connect to '\(path)': \(reason)")
        }
    }

    deinit { close(socket) }

    /// Sends JSON and reads the whole answer.
    ///
    /// - Throws: where the answer is not a 2xx.
    func post(_ path: String, _ body: String) throws(Failure) {
        let fields = "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        _ = try ask("POST", path, fields, body)
    }

    /// Reads the whole answer.
    ///
    /// - Throws: where it is not a 2xx.
    func get(_ path: String) throws(Failure) -> String { try ask("GET", path, "", "") }

    private func ask(_ method: String, _ path: String, _ fields: String, _ body: String) throws(Failure) -> String {
        try send(Array("\(method) \(path) HTTP/1.1\r\nHost: sweepd\r\n\(fields)\r\n\(body)".utf8))
        let answer = try head(upTo: "\r\n\r\n")
        let length = answer.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let count = length.flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
        while received.count < count { try receive() }
        let text = String(decoding: received.prefix(count), as: UTF8.self)
        received.removeFirst(count)
        guard answer.hasPrefix("HTTP/1.1 2") else {
            throw Failure("sweepd refused \(path): \(answer.prefix(12)) \(text)")
        }
        return text
    }

    private func head(upTo mark: String) throws(Failure) -> String {
        while true {
            if let range = received.firstRange(of: Array(mark.utf8)) {
                let text = String(decoding: received[..<range.lowerBound], as: UTF8.self)
                received.removeSubrange(..<range.upperBound)
                return text
            }
            try receive()
        }
    }

    private func send(_ bytes: [UInt8]) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure("cannot write to sweepd: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    private func receive() throws(Failure) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(socket, &buffer, buffer.count)
        guard count > 0 else { throw Failure("cannot read from sweepd: the connection has ended") }
        received += buffer[..<count]
    }
}
