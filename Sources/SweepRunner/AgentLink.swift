internal import CSweepShims
internal import Glibc
internal import SweepModel

/// The two ways to the agent: the stream on descriptor 0, over which plans come and answers go, and the datagram
/// socket with a fixed path, which a later agent has too. Neither is needed: an agent that is away loses nothing
/// but the news, and finds the records.
final class AgentLink {
    /// Longest plan; more than any environment that the kernel takes.
    private static let planMax = 16 << 20
    /// How long a poke may wait for room at the agent, in milliseconds.
    private static let pokePatience: Int32 = 100
    private static let idleDelay = timeval(tv_sec: 1, tv_usec: 0)

    private let stream: Int32
    private let datagrams: Descriptor?
    private var received: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Takes over a connected stream socket; a fault of kind `usage` where the descriptor is none.
    init(stream: Int32) throws(Fault) {
        self.stream = stream
        datagrams = Descriptor(sweep_datagram_socket(Self.pokePatience))
        var delay = Self.idleDelay
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard setsockopt(stream, SOL_SOCKET, SO_RCVTIMEO, &delay, size) == 0 else {
            throw Fault(
                .usage, "cannot receive plans on standard input: \(SystemFailure.reason(errno))",
                hint: "sweep-runner is started by sweepd, with a socket as its standard input")
        }
    }

    /// The next line, waiting for it; nil where the agent has gone.
    ///
    /// - Parameter whenIdle: called where none came for a moment.
    func nextLine(whenIdle: () -> Void) -> [UInt8]? {
        var searched = 0
        while true {
            if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return Array(received[..<end])
            }
            searched = received.count
            guard receive(whenIdle), received.count <= Self.planMax else { return nil }
        }
    }

    /// Waits for more bytes; false at the end of the stream.
    private func receive(_ whenIdle: () -> Void) -> Bool {
        while true {
            let count = recv(stream, &buffer, buffer.count, 0)
            if count > 0 {
                received += buffer.prefix(count)
                return true
            }
            if count == 0 { return false }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                whenIdle()
                var watched = pollfd(fd: stream, events: Int16(POLLIN), revents: 0)
                poll(&watched, 1, -1)
            default: return false
            }
        }
    }

    /// Answers on the stream; false where nobody is there to read it.
    func answer(_ line: String) -> Bool {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { sweep_send(stream, $0.baseAddress, $0.count) }
            guard count > 0 || count == -EINTR else { return false }
            rest = rest.dropFirst(max(0, Int(count)))
        }
        return true
    }

    /// Tells whichever agent is there now.
    func poke(_ path: String, _ message: String) {
        guard let datagrams else { return }
        var message = message
        message.withUTF8 { _ = sweep_datagram_send(datagrams.number, path, $0.baseAddress, $0.count) }
    }
}
