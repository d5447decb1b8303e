import SweepModel
import TestSupport
import Testing

/// What a run sees: nothing but what the contract promises.
@Suite struct EnvironmentTests {
    private static let submitter = [
        "USER": "ana", "LOGNAME": "ana", "SHELL": "/bin/sh", "LC_TIME": "C", "TMPDIR": "/tmp", "VIRTUAL_ENV": "/v",
        "CONDA_PREFIX": "/c", "PYTHONPATH": "/p", "LD_LIBRARY_PATH": "/l",
    ]

    @Test func `a bare process gets exactly the variables of the contract`() async throws {
        try await DaemonFixture.with { sweepd in
            let result = try await sweepd.sweepctl(
                ["submit", "-", "--wait", "--name", "bare"],
                input: """
                    method: list
                    command: [/usr/bin/env]
                    points: [{lr: 0.00001, "opt.name": sgd}]
                    parameters: {lr: {value: 0}, opt.name: {value: adam}}
                    env: {MINE: 'a b', OMP_NUM_THREADS: 7}
                    """, environment: Self.submitter.merging(["SECRET": "hidden", "EDITOR": "vi"]) { $1 })
            #expect(result.code == 0, "\(result)")
            let sweep = try #require(result.output.split(separator: "\n").first.map(String.init))
            let output = try await sweepd.sweepctl("logs", sweep + "/1").output
            let found = Dictionary(
                uniqueKeysWithValues: output.split(separator: "\n").map { line in
                    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    return (String(parts[0]), String(parts[1]))
                })
            let told = try await sweepd.sweepctl("env", sweep + "/1").output.split(separator: "\n")
            #expect(Set(told.map(String.init)) == Set(output.split(separator: "\n").map(String.init)))
            try expect(found, sweep, sweepd)
        }
    }

    private func expect(_ found: [String: String], _ sweep: String, _ sweepd: DaemonFixture) throws {
        var rest = found.filter { !$0.key.hasPrefix("WANDB_") }
        #expect(UInt32(rest.removeValue(forKey: "SWEEP_SEED") ?? "") != nil)
        #expect((1024...65535).contains(Int(rest.removeValue(forKey: "MASTER_PORT") ?? "") ?? 0))
        let run = sweepd.runDirectory(sweep + "/1")
        let fixed = [
            "PATH": "/usr/bin:/bin", "HOME": sweepd.scratch.path, "LANG": "C.UTF-8", "MINE": "a b",
            "OMP_NUM_THREADS": "7", "PARAM_LR": "1e-05", "PARAM_OPT_NAME": "sgd",
            "SWEEP_PARAMS": #"{"lr":1e-05,"opt.name":"sgd"}"#, "SWEEP_PARAMS_FILE": run + "/attempt-1/params.json",
            "SWEEP_ID": sweep, "SWEEP_NAME": "bare", "SWEEP_RUN_ID": sweep + "/1", "SWEEP_RUN_INDEX": "1",
            "SWEEP_ATTEMPT": "1", "SWEEP_RUN_DIR": run + "/files",
            "SWEEP_METRICS_FILE": run + "/attempt-1/metrics.jsonl", "SWEEP_GPU_UUIDS": "", "SWEEP_GPU_COUNT": "0",
            "CUDA_VISIBLE_DEVICES": "", "ROCR_VISIBLE_DEVICES": "",
        ]
        #expect(rest == Self.submitter.merging(fixed) { $1 })
        for (name, value) in ["MODE": "offline", "SWEEP_ID": sweep, "DIR": run + "/files"] {
            #expect(found["WANDB_" + name] == value)
        }
    }

    @Test func `parameters arrive exactly, by argument, by variable and by file`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write(
                "work/show.sh",
                """
                for word; do printf '%s|' "$word"; done > $SWEEP_RUN_DIR/argv
                printf %s "$PARAM_TEXT" > $SWEEP_RUN_DIR/text
                printf %s "$SWEEP_PARAMS" > $SWEEP_RUN_DIR/params
                cp $SWEEP_PARAMS_FILE $SWEEP_RUN_DIR/file
                """)
            let sweep = try await sweepd.complete(
                """
                method: grid
                program: show.sh
                command: [/bin/sh, '${program}', '${args}', '${text}', 'n=${n}', $HOME]
                parameters:
                  flag: {value: true}
                  n: {value: 3}
                  rate: {value: 1e-5}
                  text: {value: "two words\\nand 'a line' \\"$x\\" é"}
                """)
            let text = "two words\nand 'a line' \"$x\" é"
            let files = sweepd.runDirectory(sweep + "/1/files/")
            #expect(
                Scratch.text(of: files + "argv")
                    == "--flag=True|--n=3|--rate=1e-05|--text=\(text)|\(text)|n=3|$HOME|")
            #expect(Scratch.text(of: files + "text") == text)
            let expected: JSONValue = ["flag": true, "n": 3, "rate": 1e-5, "text": .string(text)]
            for name in ["params", "file"] {
                #expect(try JSONParser.parse(Array(Scratch.text(of: files + name).utf8)) == expected)
            }
        }
    }

    @Test func `parameters too long for the environment are in the file`() async throws {
        try await DaemonFixture.with { sweepd in
            let long = String(repeating: "x", count: 70_000)
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'test -z "$SWEEP_PARAMS" && wc -c < $SWEEP_PARAMS_FILE']
                parameters: {a: {value: \(long)}}
                """)
            let run = try await sweepd.run(sweep + "/1")
            #expect(run["state"] == "finished", "\(run["last_error"] ?? .null)")
        }
    }

    @Test func `nothing of the daemon's descriptors, signals or limits reaches a run`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'ls /proc/self/fd | wc -l; grep -E "Sig(Blk|Ign)" /proc/self/status; umask']
                parameters: {x: {value: 1}}
                """)
            let lines = try await sweepd.sweepctl("logs", sweep + "/1").output.split(separator: "\n")
            // Standard input, output and error, and the folder that ls reads.
            #expect(lines.first == "4", "\(lines)")
            #expect(lines.dropFirst().prefix(2).allSatisfy { $0.hasSuffix("0000000000000000") }, "\(lines)")
        }
    }
}
