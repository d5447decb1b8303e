internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepModel
internal import SweepRunner

/// A `sweep-runner` that this agent started or adopted, and the means to speak to it, hear of its death and signal it.
///
/// Confined to the agent's queue.
final class RunnerProcess {
    /// Nil until a unit's runner has told who it is.
    private var pid: Int32?
    private var process: Int32?
    /// The attempt that it serves now.
    var attempt: AttemptID?
    private var socket: Int32?
    private let isChild: Bool
    /// Whether it serves one attempt only.
    let isUnit: Bool
    /// What it is to do once it has told who it is.
    private var plan: String?
    /// It was asked to stop before it had told who it is.
    private var isStopAwaited = false
    private var exit: (any DispatchSourceProtocol)?
    private var whenGone: (@Sendable () -> Void)?
    private var queue: DispatchQueue?
    private var lines: (any DispatchSourceProtocol)?
    private var received: [UInt8] = []

    private init(pid: Int32?, process: Int32?, socket: Int32?) {
        self.pid = pid
        self.process = process
        self.socket = socket
        isUnit = pid == nil
        isChild = pid != nil && socket != nil
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

    /// Has a unit of the user's service manager started for one attempt.
    ///
    /// - Parameter failed: is called on some queue where there is none.
    /// - Throws: a ``Fault`` with code `failed` where there is not even a socket.
    static func startUnit(
        _ attempt: AttemptID, limits: UnitLimits?, stopTime: Span, executable: String, by units: TransientUnits,
        failed: @escaping @Sendable (Fault) -> Void
    ) throws(Fault) -> RunnerProcess {
        var pair: [Int32] = [-1, -1]
        let made = sweep_socketpair(&pair)
        guard made == 0 else { throw Self.fault("make a socket for", -made) }
        let unit = TransientUnits.Unit(
            name: attempt.hostName,
            description: "run \(attempt.run) of sweepd, attempt \(attempt.number)", executable: executable,
            input: pair[1], stopTime: stopTime, limits: limits)
        units.start(unit, failed: failed)
        let runner = RunnerProcess(pid: nil, process: nil, socket: pair[0])
        runner.write(RunnerIntroduction.request)
        return runner
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
        (self.queue, whenGone) = (queue, onExit)
        watchProcess()
        guard let socket else { return }
        lines = DescriptorSource.start(socket, on: queue, onReadable)
    }

    private func watchProcess() {
        guard let queue, let process, let whenGone else { return }
        exit = DescriptorSource.start(process, on: queue, whenGone)
    }

    /// Takes up who a unit's runner says it is; one that is gone by now is told as such.
    private func identify(_ identity: ProcessIdentity) {
        let process = sweep_pidfd_open(identity.pid)
        guard process >= 0, ProcessTable.isAlive(identity) else {
            if process >= 0 { _ = close(process) }
            return vanish()
        }
        (pid, self.process) = (identity.pid, process)
        watchProcess()
        if let plan { write(plan) }
        plan = nil
        if isStopAwaited { stop() }
    }

    /// Tells that its process is gone, or never was.
    func vanish() {
        guard let whenGone else { return }
        self.whenGone = nil
        queue?.async(execute: whenGone)
    }

    /// Hands over a plan, as soon as somebody is there to read it. A runner that died meanwhile is noticed by its exit.
    func send(_ plan: RunnerPlan) {
        let line = JSONValue.object(plan.json).text()
        if process == nil { self.plan = line } else { write(line) }
    }

    private func write(_ line: String) {
        guard let socket else { return }
        let bytes = Array((line + "\n").utf8)
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
        if count == 0 {
            dismiss()
            if process == nil { vanish() }
        }
        received += buffer[0..<max(0, count)]
        let parts = received.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        received = Array(parts.last ?? [])
        return parts.dropLast().map { String(decoding: $0, as: UTF8.self) }.filter { !isIntroduction($0) }
    }

    private func isIntroduction(_ line: String) -> Bool {
        guard let identity = RunnerIntroduction.identity(in: line) else { return false }
        identify(identity)
        return true
    }

    /// Asks the runner to stop its attempt by the attempt's stop sequence.
    func stop() {
        guard let process else { return isStopAwaited = true }
        _ = sweep_pidfd_signal(process, SIGTERM)
    }

    /// Sends the runner no more attempts: an idle one ends now, a busy one after its attempt.
    func dismiss() {
        lines?.cancel()
        (lines, socket, plan) = (nil, nil, nil)
    }

    /// Whether it is still to tell who it is.
    var isAwaited: Bool { isUnit && process == nil }

    /// Forgets a process that has ended.
    func reap() {
        dismiss()
        exit?.cancel()
        (exit, whenGone, process) = (nil, nil, nil)
        if let pid, isChild { _ = waitpid(pid, nil, WNOHANG) }
    }

    private static func fault(_ verb: String, _ code: Int32) -> Fault {
        Fault(.failed, "cannot \(verb) a runner: \(String(cString: strerror(code)))")
    }
}
