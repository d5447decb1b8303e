internal import Glibc
internal import Synchronization
package import SweepModel

/// A real `sweepd` with a private folder, and `sweepctl` that speaks to it.
package final class DaemonFixture: Sendable {
    package let scratch: Scratch
    private let slots: Int
    private let options: [String]
    private let disk: String?
    private let process = Mutex<BackgroundProcess?>(nil)

    private init(slots: Int, options: [String], disk: String?) throws {
        scratch = try Scratch()
        self.slots = slots
        self.options = options
        self.disk = disk
        try scratch.folder("work")
        try scratch.folder("locks")
    }

    /// Lets `body` use a running daemon, then ends it and every process of its runs.
    ///
    /// - Parameters:
    ///   - options: more words for its command line.
    ///   - disk: size of a disk of its own for the state directory, which then only the daemon and its runs see.
    ///   - started: false for a place where no daemon runs yet.
    package static func with(
        slots: Int = 2, options: [String] = [], disk: String? = nil, started: Bool = true,
        _ body: @escaping @Sendable (DaemonFixture) async throws -> Void
    ) async throws {
        try await Turnstile.shared.pass {
            let fixture = try DaemonFixture(slots: slots, options: options, disk: disk)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(
                    try await Deadline.within(.seconds(90)) {
                        if started { try await fixture.start() }
                        try await body(fixture)
                    })
            } catch {
                outcome = .failure(error)
            }
            try await fixture.end()
            try outcome.get()
        }
    }

    private func end() async throws {
        if process.withLock({ $0 != nil }) { try await kill() }
        try await Blocking.run { [scratch] in RunProcesses.killAll(with: scratch.path + "/") }
    }

    package var state: String { scratch("state") }
    package var socket: String { scratch("sweepd.sock") }
    /// Where specifications and programs of a test lie, and where `sweepctl` is called.
    package var work: String { scratch("work") }

    /// The environment of all programs here: nothing is taken from the tests' own.
    package var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": scratch.path, "XDG_RUNTIME_DIR": scratch("runtime"), "LANG": "C.UTF-8",
            "SWEEPD_SOCKET": socket, "SWEEPD_LOCK_DIR": scratch("locks"),
            // What GPUs the tests' host has must not matter.
            "SWEEPD_DEVICES": "none",
        ]
    }

    // MARK: The daemon

    /// The running daemon.
    package var daemon: BackgroundProcess {
        get throws {
            guard let daemon = process.withLock({ $0 }) else { throw Failure("no daemon runs") }
            return daemon
        }
    }

    package func start() async throws {
        let daemon = try spawn()
        process.withLock { $0 = daemon }
        try await daemon.becomesReady()
    }

    /// Starts a daemon and does not wait for it.
    package func spawn(_ more: [String] = [], environment: [String: String] = [:]) throws -> BackgroundProcess {
        var variables = self.environment
        variables["SWEEPD_TEST_LEAK"] = "leaked"
        let fixed = [try Programs.path("sweepd"), "--state-dir", state, "--socket", socket, "--slots", "\(slots)"]
        return try BackgroundProcess(
            mount() + fixed + options + more, environment: variables.merging(environment) { $1 },
            readyAt: " slots\n")
    }

    /// Words before a command that give it the disk.
    private func mount() throws -> [String] {
        guard let disk else { return [] }
        try scratch.folder("state")
        let script = "mount -t tmpfs -o size=\(disk) tmpfs \(state) && exec \"$@\""
        return ["/usr/bin/unshare", getuid() == 0 ? "-m" : "-rm", "/bin/sh", "-c", script, "sh"]
    }

    /// Where a path of the state directory lies for those who do not see the daemon's disk.
    package func visible(_ path: String) throws -> String {
        disk == nil ? path : "/proc/\(try daemon.pid)/root" + path
    }

    /// Kills the daemon at once, as a power switch does.
    package func kill() async throws { try await stop(SIGKILL) }

    /// Tells the daemon to stop, and waits until it has.
    @discardableResult
    package func stop(_ signal: Int32 = SIGTERM) async throws -> Int32 {
        let daemon = try daemon
        daemon.signal(signal)
        let code = try await daemon.end()
        process.withLock { $0 = nil }
        return code
    }

    // MARK: sweepctl

    @discardableResult
    package func sweepctl(
        _ arguments: String..., input: String? = nil, in folder: String? = nil, environment more: [String: String] = [:]
    ) async throws -> Command.Result {
        try await sweepctl(arguments, input: input, in: folder, environment: more)
    }

    @discardableResult
    package func sweepctl(
        _ arguments: [String], input: String? = nil, in folder: String? = nil, environment more: [String: String] = [:]
    ) async throws -> Command.Result {
        try await Command(
            [Programs.path("sweepctl")] + arguments, environment: environment.merging(more) { $1 },
            folder: folder ?? work, input: input
        ).run()
    }

    /// The answer of a command that must succeed.
    package func json(_ arguments: String...) async throws -> JSONValue {
        let result = try await sweepctl(arguments + ["--json"])
        guard result.code == 0 else { throw Failure("sweepctl \(arguments): \(result)") }
        return try result.json()
    }

    /// Submits a specification.
    ///
    /// - Returns: the sweep's id.
    package func submit(_ specification: String, _ options: String..., file: String = "sweep.yaml") async throws
        -> String
    {
        try scratch.write("work/" + file, specification)
        let result = try await sweepctl(["submit", file, "--json"] + options)
        guard let sweep = try? result.json()["sweep"]?.stringValue else { throw Failure("submit: \(result)") }
        return sweep
    }

    /// Submits a specification and waits for its end.
    package func complete(_ specification: String) async throws -> String {
        let sweep = try await submit(specification)
        try await sweepctl("wait", sweep, "--timeout", "60s")
        return sweep
    }

    package func runs(_ sweep: String) async throws -> [JSONValue] {
        try await json("runs", sweep).arrayValue ?? []
    }

    package func run(_ name: String) async throws -> JSONValue { try await json("show", name) }

    package func runDirectory(_ run: String) -> String { state + "/runs/" + run }

    /// Waits until an attempt's runner has written how it ended, after which it gives its lock back.
    package func exitRecord(of run: String, attempt: Int) async throws {
        let lock = try visible(runDirectory(run)) + "/attempt-\(attempt)/lock"
        let result = try await Command(
            ["/usr/bin/flock", "-w", "60", lock, "/bin/true"], environment: environment, folder: work
        ).run()
        guard result.code == 0 else { throw Failure("no end of attempt \(attempt) of '\(run)': \(result)") }
    }

    /// Waits until an event has happened, from the sweep's beginning on.
    package func event(
        of sweep: String, where matches: @escaping @Sendable (JSONValue) -> Bool
    ) async throws {
        let line = try await Command.firstLine(
            [Programs.path("sweepctl"), "events", sweep, "-f", "--json"], environment: environment, folder: work
        ) { line in (try? JSONParser.parse(Array(line.utf8))).map(matches) ?? false }
        guard line != nil else { throw Failure("'\(sweep)' ended without that event") }
    }

    /// Waits until a run, or the sweep itself, has come into a state.
    package func event(_ event: String, of subject: String, attempt: Int64? = nil) async throws {
        let sweep = subject.split(separator: "/").first.map(String.init) ?? subject
        try await self.event(of: sweep) { line in
            line["event"]?.stringValue == event && (line["run"]?.stringValue ?? sweep) == subject
                && (attempt == nil || line["attempt"]?.intValue == attempt)
        }
    }
}
