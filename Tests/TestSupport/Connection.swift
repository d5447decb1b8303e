internal import Glibc

/// A client that speaks bytes.
package final class Connection: Sendable {
    private let descriptor: Int32

    package init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Failure.last("connect") }
    }

    deinit { close(descriptor) }

    package func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// What comes until a text is in it.
    @discardableResult
    package func text(upTo mark: String) async throws -> String {
        try await Blocking.run { [descriptor] in
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4096)
            while !String(decoding: bytes, as: UTF8.self).contains(mark) {
                let count = read(descriptor, &piece, piece.count)
                guard count > 0 else { throw Failure("'\(mark)' never came") }
                bytes += piece[0..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Everything that comes until the daemon closes the connection.
    package func rest() async throws -> String {
        try await Blocking.run { [descriptor] in
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4096)
            while case let count = read(descriptor, &piece, piece.count), count > 0 { bytes += piece[0..<count] }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
