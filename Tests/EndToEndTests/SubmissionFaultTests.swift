import Glibc
import SweepModel
import TestSupport
import Testing

/// What only the daemon can find wrong.
@Suite(.timeLimit(.minutes(10))) struct SubmissionFaultTests {
    @Test func `what the daemon's defaults make wrong is told with the file's name`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write(".config/sweepd/config.yaml", "defaults: {constraints: [y > 3]}")
            try await sweepd.start()
            let text = "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}"
            try sweepd.scratch.write("work/fine.yaml", text)
            let submitted = try await sweepd.sweepctl("submit", "fine.yaml")
            #expect(submitted.code == 7, "\(submitted)")
            #expect(submitted.errors.contains("fine.yaml: error: in the constraint: "), "\(submitted)")
            let piped = try await sweepd.sweepctl("submit", "-", input: text)
            #expect(piped.code == 7 && piped.errors.contains("<stdin>: error: in the constraint: "), "\(piped)")
        }
    }

    @Test func `a daemon that answers adds its defaults and limits, and none is needed`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let text = "method: random\nseed: 1\ncommand: [/bin/true]\nparameters: {x: {min: 0.0, max: 1.0}}"
            try sweepd.scratch.write("work/open.yaml", text)
            #expect(try await sweepd.sweepctl("expand", "open.yaml").code == 2)
            #expect(try await sweepd.sweepctl("validate", "open.yaml", "--socket", sweepd.socket).code == 4)
            try sweepd.scratch.write(
                ".config/sweepd/config.yaml",
                "defaults: {run_cap: 3, resources: {memory: 2GiB}}\nlimits: {memory: 1GiB}")
            try await sweepd.start()
            #expect(try await sweepd.json("validate", "open.yaml")["runs"] == 3)
            let validated = try await sweepd.sweepctl("validate", "open.yaml")
            #expect(validated.code == 0 && validated.errors.contains("it needs 2.0 GiB of memory of 1.0 GiB"))
            let expanded = try await sweepd.sweepctl("expand", "open.yaml")
            #expect(expanded.output.split(separator: "\n").count == 3, "\(expanded)")
            #expect(try await sweepd.sweepctl("submit", "open.yaml").code == 8)
        }
    }

    @Test func `a file that the daemon's defaults complete is submitted and tried`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write(".config/sweepd/config.yaml", "defaults: {method: grid, command: [/bin/true]}")
            try await sweepd.start()
            let sweep = try await sweepd.complete("parameters: {x: {values: [1, 2]}}")
            #expect(try await sweepd.runs(sweep).count == 2)
            let tried = try await sweepd.sweepctl("try", "sweep.yaml", "--state-dir", sweepd.scratch("tried"))
            #expect(tried.code == 0, "\(tried)")
        }
    }

    @Test func `a file that is too large is told with its size, which a pipe does not have`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let text = String(repeating: "# nothing at all\n", count: 200_000)
            try sweepd.scratch.write("work/large.yaml", text)
            let file = try await sweepd.sweepctl("validate", "large.yaml")
            #expect(file.code == 7, "\(file)")
            #expect(file.errors.contains("large.yaml: error: cannot read the file: 3.2 MiB is more than"), "\(file)")
            let pipe = ["/bin/sh", "-c", "cat large.yaml | \"$1\" validate -", "sh", try Programs.path("sweepctl")]
            let piped = try await Command(pipe, environment: sweepd.environment, folder: sweepd.work).run()
            #expect(piped.errors.contains("<stdin>: error: cannot read the file: more than the limit"), "\(piped)")
        }
    }

    @Test func `a machine description must be there and be one`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let configuration = try sweepd.scratch.write("config.yaml", "defaults: {}")
            try sweepd.scratch.write("work/sound.yaml", "gpus: [{uuid: GPU-a, memory: 80GiB}]")
            try sweepd.scratch.write("work/faulty.yaml", "gpus: [{uuid: GPU-a, memory: lots}]")
            let cases: [(String, Int32, String)] = [
                ("auto", 0, ""), ("none", 0, ""), ("sound.yaml", 0, ""), ("absent.yaml", 3, "cannot read"),
                ("faulty.yaml", 7, "faulty.yaml:1:30: error:"),
            ]
            for (devices, code, words) in cases {
                let result = try await Command(
                    [Programs.path("sweepd"), "--devices", devices, "--check-config", "--config", configuration],
                    environment: sweepd.environment, folder: sweepd.work
                ).run()
                #expect(result.code == code && (words.isEmpty || result.errors.contains(words)), "\(result)")
            }
        }
    }

    @Test func `a socket in a folder that others can enter is not asked`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("runtime/sweepd/sweepd.sock", "")
            #expect(chmod(sweepd.scratch("runtime/sweepd"), 0o777) == 0)
            let asked = try await Command(
                [Programs.path("sweepctl"), "status", "--user"], environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(asked.code == 5, "\(asked)")
            #expect(asked.errors.contains("others may enter it (mode 777)"), "\(asked)")
        }
    }
}
