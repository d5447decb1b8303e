import SweepModel
import TestSupport
import Testing

/// Runs again: retries with changes, resubmissions, and sweeps that leave out what others ran.
@Suite(.timeLimit(.minutes(10))) struct AgainTests {
    private static let failing = """
        method: grid
        command: [/bin/sh, -c, 'echo $WORD $SWEEP_ATTEMPT; cat $SWEEP_RUN_DIR/kept; echo k > $SWEEP_RUN_DIR/kept; test "$WORD" = ok']
        parameters: {x: {values: [1, 2]}}
        """

    @Test func `a retry with changes holds for its runs alone, and for their next retry`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.failing)
            #expect(try await sweepd.sweepctl("retry", sweep + "/1", "--set", "env={WORD: no}").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(try await sweepd.run(sweep + "/1")["revision"] == 2)
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output.hasPrefix("no 3\n"))
            #expect(try await sweepd.run(sweep + "/2")["revision"] == 1)
            let object = try await sweepd.json("status", sweep)
            #expect(object["revision"] == 1 && object["holes"] == 2, "\(object)")
            #expect(object["difference"] == "revision 2: env changed", "\(object)")
            #expect(try await sweepd.sweepctl("retry", sweep, "--failed", "--set", "env={WORD: ok}").code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.runs(sweep).map { $0["revision"] } == [3, 3])
            #expect(try await sweepd.json("status", sweep)["holes"] == 0)
        }
    }

    @Test func `the runs of a range that are retried with the same changes share a revision`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.failing)
            #expect(try await sweepd.sweepctl("retry", sweep + "/1-2", "--set", "time_limit=1h").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(try await sweepd.runs(sweep).map { $0["revision"] } == [2, 2])
            // What only bounds an attempt makes no other result.
            #expect(try await sweepd.json("status", sweep)["difference"] == .null)
        }
    }

    @Test func `a retried run may have resources of its own, and the others keep theirs`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $OMP_NUM_THREADS; exit 1']
                parameters: {x: {values: [1, 2, 3]}}
                resources: {cpus: 1}
                max_failures: {first: 0}
                """)
            #expect(try await sweepd.sweepctl("retry", sweep + "/2", "--set", "resources.cpus=2").code == 0)
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            try await sweepd.sweepctl("retry", sweep, "--failed")
            try await sweepd.sweepctl("wait", sweep)
            for (index, cpus) in [(1, "1\n"), (2, "2\n"), (3, "1\n")] {
                #expect(try await sweepd.sweepctl("logs", "\(sweep)/\(index)").output == cpus, "run \(index)")
            }
            let refused = try await sweepd.sweepctl("retry", sweep + "/1", "--set", "resources.cpus=99999")
            #expect(refused.code == 8, "\(refused)")
        }
    }

    @Test func `a fresh retry finds an empty folder and keeps the attempts`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.failing)
            let folder = sweepd.runDirectory(sweep + "/1")
            try await sweepd.sweepctl("retry", sweep + "/1")
            try await sweepd.sweepctl("wait", sweep)
            #expect(Scratch.text(of: folder + "/attempt-2/stdout.log").contains("k"))
            #expect(try await sweepd.sweepctl("retry", sweep + "/1", "--fresh").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(!Scratch.text(of: folder + "/attempt-3/stdout.log").contains("k"))
            #expect(Scratch.text(of: folder + "/attempt-2/stdout.log").contains("k"))
            #expect(try await sweepd.run(sweep + "/1")["attempt_list"]?.arrayValue?.count == 3)
            // It held for that attempt.
            try await sweepd.sweepctl("retry", sweep + "/1")
            try await sweepd.sweepctl("wait", sweep)
            #expect(Scratch.text(of: folder + "/attempt-4/stdout.log").contains("k"))
        }
    }

    @Test func `a fresh retry removes a link that stands for the folder, and nothing behind it`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.failing)
            try sweepd.scratch.write("precious/file", "gold")
            let files = sweepd.runDirectory(sweep + "/1/files")
            let script = "rm -r '\(files)' && ln -s '\(sweepd.scratch("precious"))' '\(files)'"
            _ = try await Command(["/bin/sh", "-c", script], environment: sweepd.environment, folder: sweepd.work).run()
            try await sweepd.sweepctl("retry", sweep + "/1", "--fresh")
            try await sweepd.sweepctl("wait", sweep)
            #expect(Scratch.text(of: sweepd.scratch("precious/file")) == "gold")
            #expect(Scratch.text(of: files + "/kept") == "k\n")
        }
    }

    @Test func `a retry with the source as it is now gets another copy of it`() async throws {
        try await DaemonFixture.with { sweepd in
            let git = "git -c user.name=a -c user.email=a@b init -q . && "
            _ = try await Command(
                ["/bin/sh", "-c", git + "echo 'echo old; exit 1' > main.sh"], environment: sweepd.environment,
                folder: sweepd.work
            ).run()
            let sweep = try await sweepd.complete(
                """
                method: grid
                program: main.sh
                command: [/bin/sh, "${program}"]
                parameters: {x: {value: 1}}
                """)
            try sweepd.scratch.write("work/main.sh", "echo new; exit 0\n")
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output == "old\n")
            let retried = try await sweepd.sweepctl("retry", sweep + "/1", "--refresh-source")
            #expect(retried.code == 0, "\(retried)")
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output == "new\n")
            #expect(try await sweepd.json("status", sweep)["difference"] == "revision 2: source taken anew")
            try await sweepd.sweepctl("gc")
            #expect(try await sweepd.sweepctl("retry", sweep + "/1").code == 0)
            try await sweepd.sweepctl("wait", sweep)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output == "new\n")
        }
    }

    @Test func `a retry cannot change its point or its sweep`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(Self.failing)
            for (set, code, message) in [
                ("parameters.x.values=[3]", 6, "sweepctl resubmit"), ("seed=3", 6, "sweepctl resubmit"),
                ("run_cap=3", 6, "sweepctl edit"), ("priority=1", 6, "sweepctl edit"), ("retry.max=-1", 7, "max"),
            ] {
                for subject in [[sweep + "/1"], [sweep, "--failed"]] {
                    let result = try await sweepd.sweepctl(["retry", "--set", set] + subject)
                    #expect(result.code == Int32(code), "\(set): \(result)")
                    #expect(result.errors.contains(message), "\(set): \(result)")
                }
            }
            #expect(try await sweepd.json("status", sweep)["state"] == "finished")
            #expect(try await sweepd.sweepctl("retry", sweep + "/9", "--set", "time_limit=1h").code == 3)
        }
    }

    @Test func `a resubmitted run has its parameters and what was laid over its file`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.submit(
                """
                method: random
                seed: 3
                command: [/bin/sh, -c, 'echo $WORD']
                parameters: {x: {min: 0.0, max: 1.0}}
                """, "--set", "run_cap=2", "--set", "env={WORD: laid}")
            try await sweepd.sweepctl("wait", sweep)
            let id = try await sweepd.json("resubmit", sweep + "/2")["sweep"]?.stringValue ?? ""
            #expect(try await sweepd.sweepctl("wait", id).code == 0)
            let (old, new) = (try await sweepd.run(sweep + "/2"), try await sweepd.runs(id))
            #expect(new.count == 1 && new[0]["parameters"] == old["parameters"], "\(new)")
            #expect(try await sweepd.sweepctl("logs", id + "/1").output == "laid\n")
        }
    }

    @Test func `a resubmitted run has the parameters that it is given`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/true]
                parameters: {x: {values: [1, 2]}, epochs: {value: 10}}
                replicates: {parameter: model.seed, values: [5, 6]}
                """)
            let set = ["--set", "parameters.x.value=7", "--set", "parameters.epochs.value=100"]
            let id =
                try await sweepd.json("resubmit", sweep + "/2", set[0], set[1], set[2], set[3])["sweep"]?
                .stringValue ?? ""
            #expect(try await sweepd.sweepctl("wait", id).code == 0)
            let runs = try await sweepd.runs(id).map { $0["parameters"] }
            #expect(runs == [["epochs": 100, "model.seed": 6, "x": 7]], "\(runs)")
            let refused = try await sweepd.sweepctl(
                "resubmit", sweep + "/1", "--set", "parameters.x.values=[1, 2, 3]")
            #expect(refused.code == 2 && refused.errors.contains("one point has one value"), "\(refused)")
        }
    }

    @Test func `points that prior runs stand for are left out`() async throws {
        try await DaemonFixture.with { sweepd in
            let grid = { (values: String) in
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: \(values)}}"
            }
            let first = try await sweepd.complete(grid("[1, 2, 3]"))
            let second = try await sweepd.submit(grid("[1, 2, 3, 4]"), "--prior-sweep", first)
            try await sweepd.sweepctl("wait", second)
            #expect(try await sweepd.runs(second).map { $0["parameters"]?["x"] } == [4])
            let third = try await sweepd.submit(grid("[1.0, 2, true]"), "-R", first + "/1", "-R", second + "/1")
            try await sweepd.sweepctl("wait", third)
            #expect(try await sweepd.runs(third).map { $0["parameters"]?["x"] } == [2, true])
            let whole = try await sweepd.submit(grid("[3, 1]"), "--prior-sweep", first)
            #expect(try await sweepd.sweepctl("wait", whole).code == 0)
            #expect(try await sweepd.json("status", whole)["state"] == "finished")
            for (option, subject, code) in [
                ("--prior-run", first + "/9", 3), ("--prior-run", first, 2), ("--prior-sweep", "nobody", 3),
            ] {
                let result = try await sweepd.sweepctl("submit", "sweep.yaml", option, subject)
                #expect(result.code == Int32(code), "\(option) \(subject): \(result)")
            }
        }
    }

    @Test func `a finished sweep says which runs have no result, and how to fill the holes`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                command: [/bin/sh, -c, 'test $PARAM_X != 2']
                parameters: {x: {values: [1, 2, 3]}}
                """)
            let command = "sweepctl retry \(sweep) --failed"
            for words in [["status", sweep], ["explain", sweep]] {
                #expect(try await sweepd.sweepctl(words).output.contains(command), "\(words)")
            }
            for words in [["wait", sweep], ["watch", sweep]] {
                let result = try await sweepd.sweepctl(words)
                #expect(result.errors.contains("1 hole") && result.errors.contains(command), "\(result)")
            }
            #expect(try await sweepd.json("status", sweep)["holes"] == 1)
            let points = try await sweepd.sweepctl(
                "best", sweep, "--points", "--metric", "loss", "--minimize", "--json")
            #expect(points.code == 0 && points.output.hasPrefix("[]"), "\(points)")
        }
    }

    @Test func `a space that had fewer points than the cap says how many`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: random
                run_cap: 9
                command: [/bin/true]
                parameters: {x: {values: [1, 2, 3]}}
                """)
            let object = try await sweepd.json("status", sweep)
            #expect(object["reason"] == "exhausted" && object["counts"]?["finished"] == 3, "\(object)")
            #expect(try await sweepd.sweepctl("explain", sweep).output.contains("3 runs"))
        }
    }

    @Test func `without replicates the best points are the best runs`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete(
                """
                method: grid
                metric: {name: score, goal: maximize}
                command: [/bin/sh, -c, 'echo "{\\"score\\": $PARAM_X}"']
                parameters: {x: {values: [1, 3, 2]}}
                """)
            let points = try await sweepd.json("best", sweep, "--points", "-n", "2").arrayValue ?? []
            #expect(points.map { $0["value"]?.doubleValue } == [3, 2], "\(points)")
            #expect(points.map { $0["count"] } == [1, 1])
            #expect(points.first?["runs"] == [.string(sweep + "/2")] && points.first?["spread"] == .null)
            let csv = try await sweepd.sweepctl("best", sweep, "--points", "--csv").output
            #expect(csv.hasPrefix("value,aggregate,count,mean,median,min,max,spread,runs,param.x\n3"), "\(csv)")
            #expect(try await sweepd.sweepctl("best", sweep, "--points").output.contains("mean score"))
        }
    }
}
