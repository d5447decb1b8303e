internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepModel

/// The datagram socket on which runners tell of starts and ends. Its path is fixed, so that the runners of an
/// earlier daemon find the next one.
struct AgentSocket {
    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private static let messageBytesMax = 512

    /// - Throws: a ``Fault`` with code `conflict` where another agent listens there, `failed` where the socket cannot be
    ///   bound.
    init(path: String, queue: DispatchQueue, onReadable: @escaping @Sendable () -> Void) throws(Fault) {
        guard !Self.isHeard(path) else {
            throw Fault(
                .conflict, "cannot listen on '\(path)': another sweepd does",
                hint: "stop it, or give --state-dir: such a sweepd has a folder of its own")
        }
        // A path that a killed daemon left behind would be refused.
        unlink(path)
        descriptor = sweep_datagram_bind(path)
        guard descriptor >= 0 else {
            throw Fault(.failed, "cannot listen on '\(path)': \(String(cString: strerror(-descriptor)))")
        }
        source = DescriptorSource.start(descriptor, on: queue, onReadable)
    }

    /// Whether somebody receives what is sent there; an empty message is no news.
    private static func isHeard(_ path: String) -> Bool {
        let probe = sweep_datagram_socket(1)
        guard probe >= 0 else { return false }
        defer { _ = Glibc.close(probe) }
        let sent = sweep_datagram_send(probe, path, "", 0)
        return sent == 0 || sent == -EAGAIN
    }

    /// What a runner tells.
    enum News {
        case started(AttemptID, at: Instant)
        case ended(AttemptID)

        /// Of `started ATTEMPT NANOSECONDS` or `ended ATTEMPT`; nil for anything else.
        init?(_ message: String) {
            let words = message.split(separator: " ").map(String.init)
            guard words.count > 1, let attempt = AttemptID(words[1]) else { return nil }
            if words[0] == "started", words.count == 3, let instant = Int64(words[2]) {
                self = .started(attempt, at: Instant(nanoseconds: instant))
            } else if words[0] == "ended" {
                self = .ended(attempt)
            } else {
                return nil
            }
        }
    }

    /// The news that have arrived.
    func receive() -> [News] {
        var news: [News] = []
        var buffer = [UInt8](repeating: 0, count: Self.messageBytesMax)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return news }
            if let one = News(String(decoding: buffer[0..<count], as: UTF8.self)) { news.append(one) }
        }
    }

    func close() { source.cancel() }
}
