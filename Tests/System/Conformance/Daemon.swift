import Subprocess
import Support

/// A real `sweepd` with a state folder of its own.
struct Daemon {
    let scratch: Scratch

    var socket: String { scratch.path + "/sweepd.sock" }

    /// Starts it, lets `body` use it once it listens, and stops it.
    ///
    /// - Returns: whether it ended as it was told to, and its log.
    func run(_ body: () async throws -> Void) async throws -> Programs.Result {
        let result = try await Subprocess.run(
            Programs.executable("sweepd"),
            arguments: [
                "--state-dir", scratch.path + "/state", "--socket", socket, "--slots", "2", "--devices", "none",
            ],
            input: .none, output: .discarded, error: .sequence
        ) { execution in
            let (ready, bell) = AsyncStream<Void>.makeStream()
            async let log = DaemonLog.lines(of: execution.standardError, bell)
            // It says where it listens once it does.
            for await _ in ready { break }
            defer { try? execution.send(signal: .terminate) }
            try await body()
            try execution.send(signal: .terminate)
            return try await log
        }
        return Programs.Result(
            succeeded: result.terminationStatus.isSuccess, output: "",
            errors: result.closureResult.joined(separator: "\n"))
    }
}
