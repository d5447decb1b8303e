import FoundationEssentials
import Glibc
import Subprocess
import Support

/// A daemon that serves every user of this machine, and `sweepctl` as some of them.
final class SharedHost: Sendable {
    private let scratch: Scratch
    private let socketGroup: gid_t?
    var socket: String { scratch.path + "/sweepd.sock" }
    var state: String { scratch.path + "/state" }

    /// - Parameter socketGroup: whose members may connect; nil lets everybody.
    init(configuration: String, socketGroup: gid_t? = nil) throws {
        scratch = try Scratch()
        self.socketGroup = socketGroup
        try configuration.write(
            toFile: scratch.path + "/config.yaml", atomically: false, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: scratch.path + "/run", withIntermediateDirectories: false)
        chmod(scratch.path, 0o755)
        // What others start has to be theirs to read.
        for name in ["sweepctl", "sweepd", "sweep-runner", "sweep-init"] {
            try FileManager.default.copyItem(atPath: "\(Programs.folder)/\(name)", toPath: "\(scratch.path)/\(name)")
        }
    }

    /// Lets `body` use the daemon, and ends it with what it runs.
    ///
    /// - Returns: its log.
    func daemon(_ body: @escaping @Sendable () async throws -> Void) async throws -> [String] {
        let result = try await Subprocess.run(
            Programs.executable("sweepd"),
            arguments: [
                "--state-dir", state, "--socket", socket, "--slots", "2", "--devices", "none", "--shared",
                "--config", scratch.path + "/config.yaml",
            ], environment: .inherit.updating(["XDG_RUNTIME_DIR": scratch.path + "/run"]), input: .none,
            output: .discarded, error: .sequence
        ) { execution in
            let (ready, bell) = AsyncStream<Void>.makeStream()
            // Read all the while: a daemon whose log is full waits.
            async let log = DaemonLog.lines(of: execution.standardError, bell)
            for await _ in ready { break }
            open()
            let result = await Task { try await body() }.result
            try execution.send(signal: .terminate)
            try result.get()
            return try await log
        }
        return result.closureResult
    }

    private func open() {
        if let socketGroup { chown(socket, 0, socketGroup) }
        chmod(socket, socketGroup == nil ? 0o666 : 0o660)
    }

    /// Runs sweepctl as a user of this machine; with these groups alone, where they are given.
    func sweepctl(
        _ arguments: [String], as user: String, groups: [gid_t]? = nil
    ) async throws -> Programs.Result {
        let membership =
            groups.map { ["--regid", "\($0[0])", "--groups", $0.map(String.init).joined(separator: ",")] }
            ?? ["--regid", user, "--init-groups"]
        let words = ["--reuid", user] + membership + ["\(scratch.path)/sweepctl"] + arguments + ["--socket", socket]
        let script =
            "printf 'method: grid\ncommand: [\"true\"]\nparameters: {x: {values: [1]}}\n' | exec setpriv \"$@\""
        return try await Programs.run(
            "sh", ["-c", script, "sh"] + words, environment: ["HOME": "/tmp", "XDG_RUNTIME_DIR": "/nowhere"],
            in: "/usr/share"
        )
    }
}
