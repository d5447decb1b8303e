import FoundationEssentials
import Subprocess
import Testing

/// Sweeps in containers, from the file to the results, as whoever runs the tests: root, or an ordinary user.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ContainerTests {
    private struct Run: Decodable {
        let run: String
        let state: String
        let reason: String?
        let exit_code: Int?
        let last_error: String?
        let metrics: [String: Double]
    }

    private struct Submitted: Decodable { let sweep: String }

    /// Waits for `go` in its run directory, and ends with code 7.
    private static let gated = """
        command: [/bin/sh, -c, 'echo up; until test -e /run-dir/go; do sleep 0.05; done; echo gone on; exit 7']
        parameters: {x: {value: 1}}
        method: grid
        container: {image: \(Stage.image)}

        """

    private func submit(_ stage: Stage, _ specification: String) async throws -> String {
        try stage.write("sweep.yaml", specification)
        return try await stage.json(Submitted.self, "submit", "sweep.yaml").sweep
    }

    /// Nothing of the sweep's containers is left: neither processes nor records of podman's.
    private func expectNothingLeft(_ stage: Stage, _ sweep: String) async throws {
        let names = try await stage.run("podman", ["ps", "--all", "--format", "{{.Names}}"])
        #expect(!names.text.contains("sweep-\(sweep)-"), "\(names.text)")
    }

    @Test func `try runs a program in an image, with its parameters, its code and its metrics`() async throws {
        let stage = try Stage()
        try stage.write(
            "train.py",
            """
            import argparse, json, os, sys
            parser = argparse.ArgumentParser()
            parser.add_argument("--lr", type=float)
            lr = parser.parse_args().lr
            assert os.getcwd() == "/src" and os.environ["PARAM_LR"] == str(lr)
            assert json.load(open(os.environ["SWEEP_PARAMS_FILE"])) == {"lr": lr}
            assert not any("leaked" in value for value in os.environ.values()), os.environ
            for name in ("HOME", "TMPDIR", "SWEEP_RUN_DIR"):
                open(os.path.join(os.environ[name], "written"), "w").write("x")
            with open(os.environ["SWEEP_METRICS_FILE"], "a") as file:
                file.write(json.dumps({"loss": lr * 2}) + "\\n")
            print("lr", lr)
            sys.exit(3 if lr == 0.4 else 0)
            """)
        try stage.write(
            "sweep.yaml",
            """
            program: train.py
            method: grid
            metric: {name: loss, goal: minimize}
            parameters: {lr: {values: [0.3, 0.1, 0.4, 0.2]}}
            container: {image: \(Stage.image)}
            """)
        let output = try await stage.sweepctl("try", "sweep.yaml", "--state-dir", stage.state)
        #expect(output.code == 1, "a run failed: \(output)")
        #expect(output.errors.contains("image \(Stage.image)"), "\(output.errors)")
        try await stage.daemon {
            let runs = try await stage.json([Run].self, "runs", "@last")
            #expect(runs.map(\.state).sorted() == ["failed", "finished", "finished", "finished"])
            #expect(runs.first { $0.state == "failed" }?.exit_code == 3)
            #expect(runs.compactMap { $0.metrics["loss"] }.sorted() == [0.2, 0.4, 0.6, 0.8])
            #expect(try await stage.answer("logs", "@last/1") == "lr 0.3\n")
            let sweep = String(runs[0].run.split(separator: "/")[0])
            let manifest = try await stage.answer("manifest", "@last/1")
            #expect(
                manifest.contains("\"image\":\"\(Stage.image)\"") || manifest.contains("\"image\": \"\(Stage.image)\""))
            try await expectNothingLeft(stage, sweep)
        }
    }

    @Test func `a run in a container outlives its daemon and the next one adopts it`() async throws {
        let stage = try Stage()
        var sweep = ""
        try await stage.daemon(endedBy: .kill) {
            sweep = try await submit(stage, Self.gated)
            try await stage.wait(for: "running", in: "events", sweep, "-f", "--json")
            try await stage.wait(for: "up", in: "logs", "\(sweep)/1", "-f")
        }
        try Data().write(to: URL(filePath: "\(stage.state)/runs/\(sweep)/1/files/go"))
        try await stage.daemon {
            try await stage.sweepctl("wait", sweep, "--timeout", "60s")
            let runs = try await stage.json([Run].self, "runs", sweep)
            #expect(runs.first?.exit_code == 7, "\(runs)")
            #expect(try await stage.answer("logs", "\(sweep)/1") == "up\ngone on\n")
        }
        try await expectNothingLeft(stage, sweep)
    }

    @Test func `cancelling ends the container`() async throws {
        let stage = try Stage()
        var sweep = ""
        try await stage.daemon {
            sweep = try await submit(stage, Self.gated + "stop_grace: 200ms\n")
            try await stage.wait(for: "running", in: "events", sweep, "-f", "--json")
            try await stage.sweepctl("cancel", sweep)
            try await stage.sweepctl("wait", sweep, "--timeout", "60s")
            #expect(try await stage.json([Run].self, "runs", sweep).map(\.state) == ["cancelled"])
        }
        try await expectNothingLeft(stage, sweep)
    }

    @Test func `a time limit ends a program that ignores everything`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let ignoring = Self.gated.replacing("echo up;", with: "trap \"\" INT TERM; echo up;")
            let sweep = try await submit(stage, ignoring + "time_limit: 300ms\nstop_grace: 200ms\n")
            try await stage.sweepctl("wait", sweep, "--timeout", "60s")
            #expect(try await stage.json([Run].self, "runs", sweep).map(\.reason) == ["timeout"])
        }
    }

    @Test func `an image that is not there, and a program that the image lacks, are said in words`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            try stage.write("none.yaml", Self.gated.replacing(Stage.image, with: "localhost/no-such:1"))
            let refused = try await stage.sweepctl("submit", "none.yaml")
            #expect(refused.code == 7)
            #expect(refused.errors.contains("cannot find the image 'localhost/no-such:1'"), "\(refused.errors)")
            let lacking = "command: [no-such-program]\nparameters: {x: {value: 1}}\nmethod: grid\n"
            let sweep = try await submit(stage, lacking + "container: {image: \(Stage.image)}\n")
            // The host's failures are tried again by themselves.
            try await stage.wait(for: "retrying", in: "events", sweep, "-f", "--json")
            let run = try await stage.json([Run].self, "runs", sweep).first
            #expect(run?.last_error?.contains("cannot start 'no-such-program'") == true, "\(run?.last_error ?? "")")
        }
    }
}
