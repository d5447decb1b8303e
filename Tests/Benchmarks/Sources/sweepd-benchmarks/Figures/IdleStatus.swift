/// `sweepctl status` while nothing happens.
struct IdleStatus: Benchmark {
    static let name = "idle-status"
    static let summary = "sweepctl status on an idle daemon, as a whole process"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        var ours = Reading(name: "sweepctl", skipped: setting.missing)
        var yardstick = Reading(name: "curl")
        if setting.missing == nil {
            let daemon = try setting.daemon(slots: 2)
            defer { daemon.end() }
            _ = try daemon.submit(.large, hold: true)
            let curl = Command(["curl", "-sS", "--fail", "--unix-socket", daemon.socket, "http://sweepd/v1/sweeps"])
            ours.samples = try WholeProcess.samples(daemon.command("status"))
            yardstick.add(curl, hint: "apt-get install curl")
        }
        return [
            Figure(
                benchmark: name, title: "status on an idle daemon", unit: .seconds, ours: ours, yardstick: yardstick,
                must: .atMost(0.015))
        ]
    }
}

/// Processes timed from before their start to after their end.
enum WholeProcess {
    /// Twenty, after two that warm everything up.
    static func samples(_ command: Command) throws(Failure) -> [Double] {
        var samples: [Double] = []
        for _ in 0..<22 { samples.append(try command.succeed().seconds) }
        return Array(samples.dropFirst(2))
    }
}

extension Reading {
    /// Times a command that may be missing on this machine.
    mutating func add(_ command: Command, hint: String) {
        do throws(Failure) {
            samples = try WholeProcess.samples(command)
        } catch {
            skipped = "\(error); \(hint)"
        }
    }
}
