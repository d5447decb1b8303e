internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepModel

/// A `sweep-runner` that this agent started or adopted, and the means to speak to it, hear of its death and signal it.
///
/// Confined to the agent's queue.
final class RunnerProcess {
    let pid: Int32
    /// The attempt that it serves now.
    var attempt: AttemptID?
    private let process: Int32
    private let socket: Int32?
    private var sources: [any DispatchSourceProtocol] = []
    private var received: [UInt8] = []

    private init(pid: Int32, process: Int32, socket: Int32?) {
        self.pid = pid
        self.process = process
        self.socket = socket
    }

    /// Starts a runner that waits for plans.
    ///
    /// - Throws: a ``Fault`` with code `failed` where it cannot be started.
    static func start(executable: String) throws(Fault) -> RunnerProcess {
        var pair: [Int32] = [-1, -1]
        let made = sweep_socketpair(&pair)
        guard made == 0 else { throw Self.fault("make a socket for", -made) }
        defer { _ = close(pair[1]) }
        let (pid, failure) = spawn(executable, socket: pair[1])
        guard failure == 0 else {
            _ = close(pair[0])
            throw Self.fault("start '\(executable)' as", failure)
        }
        let process = sweep_pidfd_open(pid)
        guard process >= 0 else {
            _ = close(pair[0])
            throw Self.fault("follow", -process)
        }
        return RunnerProcess(pid: pid, process: process, socket: pair[0])
    }

    /// In a session of its own, with the socket as its standard input and an empty environment.
    private static func spawn(_ executable: String, socket: Int32) -> (pid: pid_t, failure: Int32) {
        var pid: pid_t = 0
        let failure = executable.withCString { path in
            let argv: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: path), nil]
            let environment: [UnsafeMutablePointer<CChar>?] = [nil]
            return sweep_spawn(path, argv, environment, "/", [socket, -1, -1], -1, &pid)
        }
        return (pid, -failure)
    }

    /// Follows the runner of an earlier daemon; nil where that very process is gone.
    static func adopt(_ identity: ProcessIdentity, isSame: (ProcessIdentity) -> Bool) -> RunnerProcess? {
        let process = sweep_pidfd_open(identity.pid)
        guard process >= 0 else { return nil }
        guard isSame(identity) else {
            _ = close(process)
            return nil
        }
        return RunnerProcess(pid: identity.pid, process: process, socket: nil)
    }

    /// Calls back on `queue`: with each line that the runner writes, and once when its process is gone.
    func activate(
        on queue: DispatchQueue, onReadable: @escaping @Sendable () -> Void, onExit: @escaping @Sendable () -> Void
    ) {
        let exit = DispatchSource.makeReadSource(fileDescriptor: process, queue: queue)
        exit.setEventHandler(handler: onExit)
        sources = [exit]
        if let socket {
            let lines = DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue)
            lines.setEventHandler(handler: onReadable)
            sources.append(lines)
        }
        for source in sources { source.activate() }
    }

    /// Hands over a plan. A runner that died meanwhile is noticed by its exit.
    func send(_ plan: RunnerPlan) {
        guard let socket else { return }
        var bytes: [UInt8] = []
        JSONValue.object(plan.json).append(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno != EINTR { return }
            sent += max(0, count)
        }
    }

    /// The whole lines that have arrived; stops listening at the end of the stream.
    func receiveLines() -> [String] {
        guard let socket else { return [] }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count == 0 { dismiss() }
        received += buffer[0..<max(0, count)]
        let parts = received.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        received = Array(parts.last ?? [])
        return parts.dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Asks the runner to stop its attempt by the attempt's stop sequence.
    func stop() { _ = sweep_pidfd_signal(process, SIGTERM) }

    /// Sends the runner no more attempts: an idle one ends now, a busy one after its attempt.
    func dismiss() {
        guard sources.count == 2 else { return }
        sources.removeLast().cancel()
        if let socket { _ = close(socket) }
    }

    /// Forgets a process that has ended.
    func reap() {
        dismiss()
        for source in sources { source.cancel() }
        sources = []
        _ = close(process)
        if socket != nil { _ = waitpid(pid, nil, WNOHANG) }
    }

    private static func fault(_ verb: String, _ code: Int32) -> Fault {
        Fault(.failed, "cannot \(verb) a runner: \(String(cString: strerror(code)))")
    }
}
