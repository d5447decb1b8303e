import SweepModel
import TestSupport
import Testing

/// The code of a run: its own copy from a git work tree, the folder itself elsewhere.
@Suite struct SourceTests {
    private func makeTree(_ sweepd: DaemonFixture) async throws {
        try sweepd.scratch.write("work/.gitignore", "data\n")
        try sweepd.scratch.write("work/data/set.csv", "1,2,3\n")
        try sweepd.scratch.write("work/notes", "committed\n")
        try sweepd.scratch.write(
            "work/sub/program.sh",
            """
            cat ../notes helper > $SWEEP_RUN_DIR/seen; test -L ../data && cat ../data/set.csv >> $SWEEP_RUN_DIR/seen
            pwd > $SWEEP_RUN_DIR/pwd
            echo mine $PARAM_X >> ../notes; echo own > own.txt; ls >> $SWEEP_RUN_DIR/seen
            """)
        let script = """
            git init -q -b main . && git add -A
            git -c user.name=Ana -c user.email=ana@example.org commit -q -m first
            git remote add origin https://ana:secret@example.org/ana/digits.git
            """
        let result = try await Command(
            ["/bin/sh", "-ec", script], environment: sweepd.environment, folder: sweepd.work
        ).run()
        #expect(result.code == 0, "\(result)")
        try sweepd.scratch.write("work/sub/helper", "not committed\n")
    }

    private static let specification = """
        method: grid
        program: program.sh
        command: [/bin/sh, "${program}"]
        parameters: {x: {values: [1, 2]}}
        artifacts: [own.txt]
        """

    @Test func `runs work on copies of the tree as it was submitted`() async throws {
        try await DaemonFixture.with { sweepd in
            try await makeTree(sweepd)
            let sweep = try await sweepd.submit(Self.specification, "--hold", file: "sub/sweep.yaml")
            try sweepd.scratch.write("work/sub/helper", "changed since\n")
            try sweepd.scratch.write("work/sub/program.sh", "exit 9\n")
            try await sweepd.sweepctl("release", sweep)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            for index in 1...2 {
                let run = sweepd.runDirectory("\(sweep)/\(index)")
                #expect(
                    Scratch.text(of: run + "/files/seen")
                        == "committed\nnot committed\n1,2,3\nhelper\nown.txt\nprogram.sh\nsweep.yaml\n")
                #expect(Scratch.text(of: run + "/work/notes") == "committed\nmine \(index)\n")
                #expect(Scratch.text(of: run + "/files/pwd") == run + "/work/sub\n")
            }
            #expect(sweepd.scratch.text("work/notes") == "committed\n")
            try await expectProvenance(sweep, sweepd)
        }
    }

    private func expectProvenance(_ sweep: String, _ sweepd: DaemonFixture) async throws {
        let manifest = try await sweepd.json("manifest", sweep + "/1")
        let source = try #require(manifest["source"])
        #expect(source["mode"] == "snapshot" && source["digest"]?.stringValue?.count == 64)
        let git = try #require(source["git"])
        #expect(git["branch"] == "main" && git["dirty"] == true)
        #expect(git["commit"]?.stringValue?.count == 40)
        #expect(git["remote"]?.stringValue?.contains("secret") == false, "\(git)")
        #expect(try await sweepd.json("status", sweep)["commit"] == git["commit"])
        // echo own | sha256sum
        #expect(
            manifest["artifacts"]?["files"]?.arrayValue?.first?["sha256"]
                == "7e6518373b1a8cf5eed9717076284744ba44ace422c7877442aebcceecc42a23",
            "\(manifest["artifacts"] ?? .null)")
    }

    @Test func `one snapshot serves every sweep of the same tree, until nothing needs it`() async throws {
        try await DaemonFixture.with { sweepd in
            try await makeTree(sweepd)
            let first = try await sweepd.submit(Self.specification, "--hold", file: "sub/sweep.yaml")
            let second = try await sweepd.submit(Self.specification, "--hold", file: "sub/sweep.yaml")
            #expect(try await sweepd.json("gc", "--dry-run")["paths"] == [])
            for sweep in [first, second] {
                try await sweepd.sweepctl("cancel", sweep)
                #expect(try await sweepd.sweepctl("rm", sweep).code == 0)
            }
            #expect(
                try await sweepd.json("gc", "--dry-run")["paths"] == [], "another submission may be about to name it")
            try await Command.age(contentsOf: sweepd.state + "/source")
            let stale = try await sweepd.json("gc")["paths"]?.arrayValue ?? []
            #expect(stale.count == 1, "\(stale)")
            #expect(try await sweepd.json("gc", "--dry-run")["paths"] == [])
        }
    }

    @Test func `outside a work tree runs share the folder, and a change of the code is recorded`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/program.sh", "pwd; cat input; echo before")
            try sweepd.scratch.write("work/input", "1\n")
            let sweep = try await sweepd.submit(
                """
                method: grid
                program: program.sh
                command: [/bin/sh, "${program}", input]
                parameters: {x: {value: 1}}
                """, "--hold")
            try sweepd.scratch.write("work/program.sh", "pwd; cat input; echo after")
            try await sweepd.sweepctl("release", sweep)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            #expect(try await sweepd.sweepctl("logs", sweep + "/1").output == "\(sweepd.work)\n1\nafter\n")
            let manifest = try await sweepd.json("manifest", sweep + "/1")
            #expect(manifest["source"]?["mode"] == "mount")
            let changed = manifest["changed_files"]?.arrayValue ?? []
            #expect(changed.count == 1 && "\(changed)".contains("program.sh"), "\(changed)")
        }
    }

    @Test func `a submitted program that is deleted is still in its snapshot`() async throws {
        try await DaemonFixture.with { sweepd in
            try await makeTree(sweepd)
            let sweep = try await sweepd.submit(Self.specification, "--hold", file: "sub/sweep.yaml")
            sweepd.scratch.remove("work/sub")
            try await sweepd.sweepctl("release", sweep)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
        }
    }

    @Test func `a source that holds the state directory is refused`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("sweep.yaml", "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}")
            let result = try await sweepd.sweepctl("submit", "sweep.yaml", in: sweepd.scratch.path)
            #expect(result.code == 7 && result.errors.contains("source.path"), "\(result)")
        }
    }
}
