import Glibc
import SweepModel
import TestSupport

/// A daemon that serves all users, in a place of its own, and the agent of this one.
struct SystemStage: Sendable {
    let sweepd: DaemonFixture

    /// - Parameter configuration: of the daemon.
    static func with(
        configuration: String = "", _ body: @escaping @Sendable (SystemStage) async throws -> Void
    ) async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("config.yaml", configuration)
            try await body(SystemStage(sweepd: sweepd))
        }
    }

    /// Starts the daemon and waits until it answers.
    func daemon() async throws -> BackgroundProcess {
        let process = try spawnDaemon()
        try await process.becomesReady()
        return process
    }

    func spawnDaemon() throws -> BackgroundProcess {
        try sweepd.spawn(
            ["--system", "--config", sweepd.scratch("config.yaml")],
            environment: ["RUNTIME_DIRECTORY": sweepd.scratch("run")])
    }

    /// Starts the agent and waits until the daemon has taken it in.
    func agent() async throws -> BackgroundProcess {
        let process = try spawnAgent()
        try await process.becomesReady()
        return process
    }

    func spawnAgent() throws -> BackgroundProcess {
        try BackgroundProcess(
            [Programs.path("sweepd"), "agent", "--socket", sweepd.socket], environment: sweepd.environment,
            readyAt: "runs in")
    }

    /// Starts the agent that executes everybody's runs, and waits until the daemon has taken it in.
    func serviceAgent() async throws -> BackgroundProcess {
        let places = ["STATE_DIRECTORY": sweepd.scratch("state"), "RUNTIME_DIRECTORY": sweepd.scratch("run")]
        let process = try BackgroundProcess(
            [Programs.path("sweepd"), "agent", "--service", "--socket", sweepd.socket],
            environment: sweepd.environment.merging(places) { $1 }, readyAt: "runs in")
        try await process.becomesReady()
        return process
    }

    static func kill(_ process: BackgroundProcess) async throws {
        process.signal(SIGKILL)
        try await process.end()
    }

    /// Asks by hand.
    ///
    /// - Returns: all that comes until the connection ends.
    func post(_ path: String, _ body: String) async throws -> String {
        let connection = try Connection(sweepd.socket)
        connection.send(
            "POST \(path) HTTP/1.1\r\nhost: sweepd\r\nconnection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        return try await connection.rest()
    }
}
