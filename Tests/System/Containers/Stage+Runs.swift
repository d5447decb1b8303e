import FoundationEssentials
import Testing

/// What the tests of containers do again and again.
extension Stage {
    struct Run: Decodable {
        let state: String
        let exit_code: Int?
        let last_error: String?
        let run: String
    }

    struct Submitted: Decodable { let sweep: String }

    static func specification(_ script: String, _ container: String = "", more: String = "") -> String {
        """
        command: [/bin/sh, -c, '\(script)']
        parameters: {x: {value: 1}}
        method: grid
        container: {image: \(Stage.image)\(container.isEmpty ? "" : ", " + container)}
        \(more)

        """
    }

    /// Submits and waits for the end.
    func finish(_ specification: String) async throws -> Run {
        try write("sweep.yaml", specification)
        let output = try await run("sweepctl", ["submit", "sweep.yaml", "--json"])
        guard output.code == 0 else { throw Failure(text: "\(output)") }
        let sweep = try JSONDecoder().decode(Submitted.self, from: Data(output.text.utf8)).sweep
        try await sweepctl("wait", sweep, "--timeout", "60s")
        return try #require(try await json([Run].self, "runs", sweep).first)
    }

    func expectSuccess(
        _ specification: String, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try await finish(specification)
        #expect(run.exit_code == 0, "\(run)", sourceLocation: location)
    }

    func expectRefusal(
        _ specification: String, code: Int32 = 7, _ words: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        try write("refused.yaml", specification)
        let refused = try await sweepctl("submit", "refused.yaml")
        #expect(refused.code == code && refused.errors.contains(words), "\(refused)", sourceLocation: location)
    }
}
