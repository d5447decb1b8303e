import CSweepShims
import FoundationEssentials
import Glibc
import SweepModel
import Testing

/// The built executable as an agent sees it: its process, the stream to it, the socket that it pokes, and a folder.
final class RunnerStage {
    /// Nothing here takes this long unless it hangs.
    private static let patience: Int32 = 120_000

    let folder: String
    let pid: Int32
    private let pidfd: Int32
    private let pokes: Int32
    private var stream: Int32
    private var received: [UInt8] = []
    private var attempts = 0

    /// - Parameter prefix: a shell command that runs before, in the same process, e.g. a limit.
    init(prefix: String = ":") throws {
        var name = Array("/tmp/sweep-runner-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&name)))
        pokes = sweep_datagram_bind(folder + "/agent")
        var ends: [Int32] = [-1, -1]
        try #require(pokes >= 0 && sweep_socketpair(&ends) == 0)
        stream = ends[0]
        let script = "\(prefix); exec \(try Self.executable())"
        pid = try Self.spawn(["/bin/sh", "-c", script], standardIO: [ends[1], -1, -1])
        close(ends[1])
        pidfd = sweep_pidfd_open(pid)
    }

    deinit {
        _ = sweep_pidfd_signal(pidfd, SIGKILL)
        for descriptor in [pidfd, pokes, stream] { close(descriptor) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A program of ours beside the executable of the tests.
    static func executable(_ name: String = "sweep-runner") throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders = [tests, CommandLine.arguments[0]].map { $0.split(separator: "/").dropLast() }
        let paths = folders.map { "/" + $0.joined(separator: "/") + "/" + name }
        return try #require(paths.first { access($0, X_OK) == 0 }, "build the product \(name) first")
    }

    static func spawn(_ argv: [String], standardIO: [Int32]) throws -> Int32 {
        let pointers = argv.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var pid: Int32 = 0
        let environment: [UnsafeMutablePointer<CChar>?] = [nil]
        try #require(sweep_spawn(argv[0], pointers, environment, "/", standardIO, -1, &pid) == 0)
        return pid
    }

    /// A plan with a fresh records folder.
    func plan(
        _ argv: [String], executable: String? = nil, environment: [EnvironmentEntry] = [], directory: String? = nil,
        timeLimit: Span? = nil, stopGrace: Span = .milliseconds(100), logBytesMax: Int64 = 64 << 10
    ) throws -> RunnerPlan {
        attempts += 1
        let records = "\(folder)/attempt-\(attempts)"
        try #require(mkdir(records, 0o700) == 0)
        return RunnerPlan(
            attempt: "stage-abcd/\(attempts).1", records: records, argv: argv, executable: executable ?? argv[0],
            environment: environment, workingDirectory: directory ?? folder, timeLimit: timeLimit,
            stopGrace: stopGrace, logBytesMax: logBytesMax, agentSocket: folder + "/agent")
    }

    func shell(_ script: String, timeLimit: Span? = nil, stopGrace: Span = .milliseconds(100)) throws -> RunnerPlan {
        try plan(["/bin/sh", "-c", script], timeLimit: timeLimit, stopGrace: stopGrace)
    }

    func python(_ script: String, timeLimit: Span? = nil, logBytesMax: Int64 = 64 << 10) throws -> RunnerPlan {
        try plan(
            ["/usr/bin/python3", "-c", script], environment: [EnvironmentEntry("PATH", "/usr/bin:/bin")],
            timeLimit: timeLimit, logBytesMax: logBytesMax)
    }

    func send(_ plan: RunnerPlan) { send(line: plan.json.text()) }

    func send(line: String) {
        let bytes = Array((line + "\n").utf8)
        #expect(write(stream, bytes, bytes.count) == bytes.count)
    }

    func hangUp() {
        close(stream)
        stream = -1
    }

    func signal(_ number: Int32) { #expect(sweep_pidfd_signal(pidfd, number) == 0) }

    /// Runs a plan to its end.
    func record(of plan: RunnerPlan) throws -> ExitRecord {
        send(plan)
        #expect(try hasDone(plan))
        return try exitRecord(plan)
    }

    /// Whether the next line says that the plan is done, with its exit record.
    func hasDone(_ plan: RunnerPlan) throws -> Bool {
        let answer = try answer()
        let record = String(decoding: try contents(plan.records + "/exit.json"), as: UTF8.self)
        return answer == "done \(plan.attempt) \(record)"
    }

    func exitRecord(_ plan: RunnerPlan) throws -> ExitRecord {
        let json = try JSONParser.parse(try contents(plan.records + "/exit.json"))
        return try #require(ExitRecord(json: json))
    }

    func output(_ plan: RunnerPlan) throws -> String {
        String(decoding: try contents(plan.records + "/stdout.log"), as: UTF8.self)
    }

    func contents(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// The next line from the runner.
    func answer() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            received += try read(stream)
        }
    }

    /// The next datagram from the runner.
    func poke() throws -> String { String(decoding: try read(pokes), as: UTF8.self) }

    /// The raw wait status of the runner, once it has ended.
    func end() throws -> Int32 {
        try wait(for: pidfd)
        var status: Int32 = -1
        #expect(waitpid(pid, &status, 0) == pid)
        return status
    }

    func makeGate(_ name: String) throws -> Gate { try Gate(path: "\(folder)/\(name)") }

    private func read(_ descriptor: Int32) throws -> [UInt8] {
        try wait(for: descriptor)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        try #require(count > 0, "the runner closed its end")
        return Array(buffer.prefix(count))
    }

    private func wait(for descriptor: Int32) throws {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        try #require(poll(&watched, 1, Self.patience) == 1, "nothing came from the runner")
    }

    /// A FIFO over which a program says something, or waits to be told.
    final class Gate {
        let path: String
        private let descriptor: Int32

        init(path: String) throws {
            self.path = path
            try #require(mkfifo(path, 0o600) == 0)
            descriptor = open(path, O_RDWR | O_CLOEXEC)
        }

        deinit { close(descriptor) }

        /// Waits for a line; returns it.
        func line() throws -> String {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&watched, 1, RunnerStage.patience) == 1, "the program said nothing")
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
        }

        /// Lets a program go on that reads a line.
        func release(_ text: String = "go") { _ = write(descriptor, text + "\n", text.utf8.count + 1) }
    }
}
