internal import CSweepShims
internal import Glibc
internal import SweepModel

/// The connection on which the init of a container says what became of the program: the only word about it
/// that counts.
///
/// The engine's client says nothing here: its exit code may be the program's, the init's or its own, and where the
/// container's monitor was killed it never ends. The lines are those of `Sources/sweep-init/witness.h`.
struct Witness {
    /// The end of the program, as waitpid told its parent.
    struct End {
        let waitStatus: Int32
        /// Nanoseconds since boot.
        let at: Int64
        let userTime: Int64
        let systemTime: Int64
        let residentBytesMax: Int64
        let oomKills: Int64
    }

    /// More than an init ever says, in bytes.
    private static let linesMax = 16 << 10

    /// Until the init has connected, where it does.
    private var socket: WitnessSocket?
    private var source: Descriptor?
    /// The container is not among our descendants: it is gone when the connection and the process at its end are.
    private let isConnection: Bool
    private var isDeaf = false
    /// The init as this host sees it, once it has connected; nil where it is a descendant of ours.
    private(set) var peer: ProcessTable.Entry?
    /// It has said that it is there, and waits for an answer.
    private(set) var isWaiting = false
    /// The pipes that the answer brings: for the program's output, and its errors.
    private var output: [Descriptor]
    /// What is readable once the peer has ended, which it does after all others of its container.
    private var process: Descriptor?
    private var received: [UInt8] = []
    /// When the program started, in nanoseconds since boot.
    private(set) var startedAt: Int64?
    private(set) var end: End?
    /// Why the program could not be started within its container.
    private(set) var failure: Program.LaunchFailure?

    /// What poll watches; -1 once nothing more comes.
    var descriptor: Int32 { socket?.descriptor ?? (source ?? process)?.number ?? -1 }
    /// Whether no process is at the other end, as far as that is known here and not from our descendants.
    var isGone: Bool { !isConnection || source == nil && process == nil }
    /// Whether the container was not among our descendants, and is gone.
    var hasGone: Bool { isConnection && socket == nil && isGone }
    /// Whether it has said all that is to be said.
    var isSettled: Bool { end != nil || failure != nil }

    /// - Parameters:
    ///   - source: the end of a pair of sockets whose other one the engine's client has.
    ///   - output: the pipes for the program's output, and for its errors.
    init(source: Descriptor, output: [Descriptor]) {
        self.source = source
        self.output = output
        isConnection = false
        _ = fcntl(source.number, F_SETFL, O_NONBLOCK)
    }

    init(socket: WitnessSocket, output: [Descriptor]) {
        self.socket = socket
        self.output = output
        isConnection = true
    }

    /// Lets the init start the program.
    mutating func answer() {
        if let source { _ = sweep_send_descriptors(source.number, output.map(\.number)) }
        (isWaiting, output) = (false, [])
    }

    /// Takes in what has come, without waiting.
    mutating func listen() {
        if let accepted = socket?.accept() {
            (source, peer) = (accepted.connection, accepted.peer)
            process = accepted.peer.flatMap { Descriptor(sweep_pidfd_open($0.pid)) }
            socket = nil
        }
        while let source, let piece = read(source) {
            received += isDeaf ? [] : piece
            if received.count > Self.linesMax { dismiss() }
            while let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                take(String(decoding: received[..<end], as: UTF8.self))
                received.removeSubrange(...end)
            }
        }
        if source == nil, process?.isReadable == true { process = nil }
    }

    /// Hears nothing more: what is said from here on was not said in time, and who comes now comes too late. The source
    /// stays open, because the init ends the program when it is closed.
    mutating func dismiss() {
        (isDeaf, socket, received, output) = (true, nil, [], [])
    }

    private mutating func read(_ source: Descriptor) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(source.number, &chunk, chunk.count)
        if count > 0 { return Array(chunk.prefix(count)) }
        if count == 0 || errno != EAGAIN && errno != EINTR { self.source = nil }
        return nil
    }

    private mutating func take(_ line: String) {
        guard !isSettled else { return }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        switch words.first {
        case "here": isWaiting = !output.isEmpty
        case "started": startedAt = words.count == 2 ? Int64(words[1]) : nil
        case "ended": end = startedAt == nil ? nil : Self.end(words.dropFirst().map { Int64($0) })
        case "failed":
            guard words.count > 2, let number = Int32(words[1]) else { return }
            failure = Program.LaunchFailure(number: number, message: words[2...].joined(separator: " "))
        default: break
        }
    }

    private static func end(_ numbers: [Int64?]) -> End? {
        let known = numbers.compactMap { $0 }
        guard numbers.count == 6, known.count == 6, let status = Int32(exactly: known[0]) else { return nil }
        return End(
            waitStatus: status, at: known[1], userTime: known[2], systemTime: known[3], residentBytesMax: known[4],
            oomKills: known[5])
    }
}
