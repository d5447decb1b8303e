internal import Glibc

/// A daemon with a state folder of its own, and the commands that talk to it.
final class Daemon {
    let folder: String
    let socket: String
    private(set) var process: pid_t = 0
    private let setting: Setting
    private let slots: Int
    private let devices: String
    private let environment: [String: String]

    init(setting: Setting, folder: String, slots: Int, devices: String, environment: [String: String]) {
        self.setting = setting
        self.folder = folder
        self.slots = slots
        self.devices = devices
        self.environment = environment
        socket = folder + "/s"
    }

    /// Where specifications are, and so where runs start: it must not hold the state.
    var base: String { folder + "/base" }
    var state: String { folder + "/state" }
    var queue: Queue { Queue(path: state + "/sweepd.db") }

    /// Returns when it answers.
    func start() throws(Failure) {
        try Scratch.make(base)
        let log = open(folder + "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        let command = Command(
            [
                setting.path(of: "sweepd"), "--state-dir", state, "--socket", socket, "--slots", "\(slots)",
                "--devices", devices,
            ],
            environment: [
                "XDG_CONFIG_HOME": folder + "/config", "XDG_RUNTIME_DIR": setting.scratch.runtime,
            ].merging(environment) { $1 })
        process = try command.start(output: log, messages: log)
        try Deadline.wait("sweepd to answer; its messages are in '\(folder)/log'", seconds: 30) {
            (try? ControlConnection(socket: self.socket)) != nil
        }
    }

    /// Ends it and waits; what it runs goes on, as always.
    func stop() {
        guard process > 0 else { return }
        kill(process, SIGTERM)
        do throws(Failure) {
            try Deadline.wait("sweepd to end", seconds: 20) { waitpid(self.process, nil, WNOHANG) != 0 }
        } catch {
            Console.note("  \(error); it is killed")
            kill(process, SIGKILL)
            _ = Command.wait(process)
        }
        process = 0
    }

    /// Stops it for good.
    func end() {
        stop()
        setting.scratch.settle()
    }

    func usage() throws(Failure) -> ProcessUsage { try ProcessUsage(of: process) }

    /// A command line of sweepctl for this daemon.
    func command(_ verb: String, _ arguments: String...) -> Command {
        Command([setting.path(of: "sweepctl"), verb, "--socket", socket] + arguments, folder: base)
    }

    /// Writes a specification and submits it.
    ///
    /// - Returns: the sweep's id.
    func submit(_ specification: Specification, hold: Bool = false) throws(Failure) -> String {
        let file = try specification.write(in: base)
        return try (hold ? command("submit", file, "--hold") : command("submit", file)).succeed().output.trimmedLine
    }
}

extension String {
    /// Without its line end.
    var trimmedLine: String { hasSuffix("\n") ? String(dropLast()) : self }
}

/// Waiting for what gives no sign of its own.
enum Deadline {
    /// Looks every five milliseconds.
    ///
    /// - Throws: where it takes longer.
    static func wait(_ what: String, seconds: Double, _ isThere: () throws(Failure) -> Bool) throws(Failure) {
        let start = ContinuousClock.now
        while try !isThere() {
            guard start.duration(to: .now).seconds < seconds else {
                throw Failure("cannot wait any longer for \(what)")
            }
            usleep(5000)
        }
    }
}
