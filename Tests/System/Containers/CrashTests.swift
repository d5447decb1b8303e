import FoundationEssentials
import Subprocess
import Testing

/// Daemons that are killed again and again while a sweep runs in containers.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CrashTests {
    private struct Run: Decodable {
        let run: String
        let state: String
        let attempts: Int
    }

    private struct Submitted: Decodable { let sweep: String }

    @Test(arguments: 1...3)
    func `whenever daemons are killed, each attempt starts at most once, each run finishes, and nothing is left`(
        _ seed: Int
    ) async throws {
        let stage = try Stage()
        try stage.write(
            "sweep.yaml",
            """
            command: [/bin/sh, -c, 'echo "$SWEEP_ATTEMPT" >> /run-dir/ledger; sleep 0.1']
            method: grid
            parameters: {x: {values: [1, 2, 3, 4, 5, 6]}}
            container: {image: \(Stage.image)}
            """)
        var sweep = ""
        for life in 0..<6 {
            try await stage.daemon(endedBy: .kill) {
                if life == 0 { sweep = try await stage.json(Submitted.self, "submit", "sweep.yaml").sweep }
                // The moment is what the seed chooses; nothing is waited for.
                try await Task.sleep(for: .milliseconds((seed * 97 + life * 61) % 400))
            }
        }
        try await stage.daemon {
            #expect(try await stage.run("sweepctl", ["wait", sweep, "--timeout", "120s"]).code == 0)
            let runs = try await stage.json([Run].self, "runs", sweep)
            #expect(runs.count == 6 && runs.allSatisfy { $0.state == "finished" }, "\(runs)")
            for run in runs {
                let lines = stage.text("state/runs/\(run.run)/files/ledger").split(separator: "\n")
                #expect(Set(lines).count == lines.count && lines.last == "\(run.attempts)", "\(run.run): \(lines)")
            }
        }
        let names = try await stage.run("podman", ["ps", "--all", "--format", "{{.Names}}"])
        #expect(!names.text.contains("sweep-\(sweep)-"), "\(names.text)")
    }
}
