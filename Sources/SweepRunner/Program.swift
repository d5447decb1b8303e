internal import CSweepShims
internal import Glibc
internal import SweepModel

/// The program of an attempt, as a child process that leads its own session.
struct Program {
    /// What became of a started program and of the descendants that were left to the runner.
    struct End {
        var waitStatus: Int32?
        var userTime: Int64 = 0
        var systemTime: Int64 = 0
        var residentBytesMax: Int64 = 0
    }

    /// Why it could not be started.
    struct LaunchFailure: Error {
        let number: Int32
        let message: String
    }

    /// In thousandths of the limit.
    private static let precedence = 100

    let pid: Int32
    private(set) var end = End()
    /// No child of the runner is left.
    private(set) var isGone = false
    /// The first process of its container, where that is not among our descendants.
    var container: ProcessTable.Entry?
    /// An engine's client, which passes signals on by itself.
    private let isClient: Bool

    var hasEnded: Bool { end.waitStatus != nil }

    /// Starts it with exactly the plan's arguments, environment and working directory.
    ///
    /// - Parameter witness: what becomes its descriptor 3; -1 for nothing.
    init(_ plan: RunnerPlan, standardIO: [Int32], witness: Int32) throws(LaunchFailure) {
        var started: Int32 = 0
        let entries = plan.environment.map { "\($0.name)=\($0.value)" }
        let result = withCStrings(plan.argv) { arguments in
            withCStrings(entries) { environment in
                sweep_spawn(
                    plan.executable, arguments, environment, plan.workingDirectory, standardIO, witness, &started)
            }
        }
        guard result == 0 else { throw Self.failure(plan, number: -result) }
        pid = started
        isClient = plan.witness
        if plan.unit != nil, !isClient { goFirst() }
    }

    /// Where both share a limit on memory, has the kernel kill it before us, however small its processes are: who is gone
    /// can tell nothing.
    private func goFirst() {
        let own = Int(ProcessTable.text(of: "/proc/self/oom_score_adj").prefix { $0 != "\n" }) ?? 0
        let file = open("/proc/\(pid)/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        let text = "\(min(1000, own + Self.precedence))"
        _ = write(file, text, text.utf8.count)
    }

    /// Takes in every child that has ended.
    mutating func reap() {
        var status: Int32 = 0
        var usage = sweep_usage()
        while true {
            let child = sweep_reap(&status, &usage)
            guard child > 0 else {
                isGone = child == -ECHILD
                return
            }
            if child == pid { end.waitStatus = status }
            end.userTime += usage.user_nanoseconds
            end.systemTime += usage.system_nanoseconds
            end.residentBytesMax = max(end.residentBytesMax, usage.resident_bytes_max)
        }
    }

    func perform(_ action: StopSequence.Action) {
        switch action {
        case .none: break
        case .interruptGroup: signalGroup(SIGINT)
        case .terminateGroup: signalGroup(SIGTERM)
        case .terminateDescendants: signalDescendants(SIGTERM)
        case .killDescendants: signalDescendants(SIGKILL)
        }
    }

    /// Its process group, whose number cannot have been reused: it was not reaped yet. A client alone: where it is two
    /// processes (a rootless one), the program would get the signal twice.
    private func signalGroup(_ number: Int32) {
        if !hasEnded { kill(isClient ? pid : -pid, number) }
    }

    private func signalDescendants(_ number: Int32) {
        for entry in ProcessTable.descendants(of: getpid()) { ProcessTable.signal(entry, number) }
        guard let container, ProcessTable.entry(of: container.pid)?.startTicks == container.startTicks else { return }
        for entry in [container] + ProcessTable.descendants(of: container.pid) { ProcessTable.signal(entry, number) }
    }

    /// posix_spawn says only which errno; which step it was is found out here.
    private static func failure(_ plan: RunnerPlan, number: Int32) -> LaunchFailure {
        let reason: String
        if access(plan.workingDirectory, X_OK) != 0 {
            let folder = SystemFailure("cannot enter working directory '\(plan.workingDirectory)'", number: errno)
            return LaunchFailure(number: folder.number, message: folder.message)
        } else if number == ENOENT, access(plan.executable, F_OK) == 0 {
            reason = "the interpreter that its first line or its header names does not exist"
        } else {
            reason = SystemFailure.reason(number)
        }
        return LaunchFailure(number: number, message: "cannot start '\(plan.executable)': \(reason)")
    }
}

/// Lends strings as a NULL-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map(body) ?? withUnsafePointer(to: nil, body)
    }
}
