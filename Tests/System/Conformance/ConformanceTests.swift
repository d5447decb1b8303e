import Support
import Testing

/// The daemon answers as `GET /v1/openapi.json` says, whatever is asked: schemathesis over the Unix socket.
@Suite(.serialized) struct ConformanceTests {
    @Test(.timeLimit(.minutes(10)), arguments: ["unknown-sweeps", "live-sweep"])
    func `every answer is one that the description allows`(configuration: String) async throws {
        let daemon = Daemon(scratch: try Scratch())
        let end = try await daemon.run {
            let submitted = try await Programs.run(
                "sweepctl", ["submit", "Sweeps/iris/sweep.yaml", "--run-cap", "3", "--wait", "--socket", daemon.socket])
            #expect(submitted.succeeded, "\(submitted.errors)")
            let found = try await schemathesis(configuration, daemon)
            #expect(found.succeeded, "\(found.output)\n\(found.errors)")
            let after = try await Programs.run("sweepctl", ["sweeps", "--json", "--socket", daemon.socket])
            #expect(after.succeeded, "\(after.errors)")
        }
        #expect(end.succeeded, "\(end.errors)")
    }

    private func schemathesis(_ configuration: String, _ daemon: Daemon) async throws -> Programs.Result {
        let folder = Programs.repository + "/Tests/System/Conformance"
        return try await Programs.run(
            "schemathesis",
            [
                "--no-color", "--config-file", "\(folder)/\(configuration).toml", "run", "--max-examples", "25",
                "http://sweepd/v1/openapi.json",
            ],
            environment: [
                "SWEEPD_SOCKET": daemon.socket, "SCHEMATHESIS_HOOKS": "unix_socket", "PYTHONPATH": folder,
                "PYTHONDONTWRITEBYTECODE": "1",
            ], in: daemon.scratch.path)
    }
}
