import Glibc
import SweepModel
import TestSupport
import Testing

/// A daemon for all users and the agents of its submitters: neither loses anything when the other is away.
@Suite struct SystemModeTests {
    @Test func `runs wait for their owner's agent, explain says so, and what they leave is read through it`()
        async throws
    {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            let daemon = try await stage.daemon()
            // Without an agent there is no place for a sweep; with one that has gone it waits.
            let first = try await stage.agent()
            try await SystemStage.kill(first)
            let refused = try await sweepd.sweepctl("submit", "-", input: Self.sweep)
            #expect(refused.code == 4 && refused.errors.contains("cannot start your agent"), "\(refused)")
            let id = try await submitByHand(stage)
            let explained = try await sweepd.sweepctl("explain", id)
            #expect(explained.output.contains("systemctl --user start sweep-agent"), "\(explained)")
            let agent = try await stage.agent()
            #expect(try await sweepd.sweepctl("wait", id, "--timeout", "60s").code == 0)
            #expect(try await sweepd.sweepctl("logs", id + "/1").output == "x is 1\n")
            #expect(try await sweepd.sweepctl("manifest", id + "/1").json()["sweep"] != nil)
            let status = try await sweepd.sweepctl("status").errors
            #expect(status.contains("run_as: submitter): each run has its owner's rights"), "\(status)")
            let examined = try await sweepd.sweepctl("doctor").output
            #expect(examined.contains("agent: connected"), "\(examined)")
            let folder = try await sweepd.run(id + "/1")["run_dir"]?.stringValue ?? ""
            #expect(folder.hasPrefix(sweepd.scratch.path + "/.local/state/sweepd/"), "\(folder)")
            #expect(Scratch.text(of: folder + "/attempt-1/stdout.log") == "x is 1\n")
            try await SystemStage.kill(agent)
            let unread = try await sweepd.sweepctl("logs", id + "/1")
            #expect(unread.code == 4 && unread.errors.contains("agent of that user is not connected"), "\(unread)")
            try await SystemStage.kill(daemon)
        }
    }

    private static let sweep = """
        method: grid
        command: [/bin/sh, -c, 'echo x is ${x}']
        parameters: {x: {values: [1, 2]}}
        """

    /// As sweepctl would, had there been an agent a moment ago.
    private func submitByHand(_ stage: SystemStage) async throws -> String {
        let request: JSONValue = [
            "specification": .string(Self.sweep), "overrides": [], "hold": false,
            "context": [
                "file": "sweep.yaml", "base_folder": .string(stage.sweepd.work), "executable": "/bin/sh",
                "environment": [],
                "source": [
                    "mode": "mount", "root": .string(stage.sweepd.work), "base_path": "", "ignored": [], "files": [],
                ],
            ],
        ]
        let answer = try await stage.post("/v1/sweeps", request.text())
        let body = try JSONParser.parse(answer.split(separator: "\r\n").last.map { Array($0.utf8) } ?? [])
        guard let id = body["sweep"]?.stringValue else { throw Failure(answer) }
        return id
    }

    @Test func `a run that reports very much at its end costs nobody anything`() async throws {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            let (daemon, agent) = try await (stage.daemon(), stage.agent())
            try sweepd.scratch.write(
                "work/flood.sh",
                "seq 1 120000 | sed 's/.*/{\"step\": &, \"a metric of some length\": &}/' >> $SWEEP_METRICS_FILE")
            let flood = "method: grid\ncommand: [/bin/sh, flood.sh]\nparameters: {x: {value: 1}}"
            let submitted = try await sweepd.sweepctl("submit", "-", "--wait", "--json", input: flood)
            #expect(submitted.code == 0, "\(submitted)")
            let run = try await sweepd.run("@last/1")
            #expect(run["metric_summary"]?["a metric of some length"]?["count"] == 120_000, "\(run)")
            #expect(try await sweepd.sweepctl("submit", "-", "--wait", input: Self.sweep).code == 0)
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    enum Victim: CaseIterable { case daemon, agent, both }

    @Test(arguments: Victim.allCases)
    func `a run outlives daemon and agent, and ends once`(victim: Victim) async throws {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            var (daemon, agent) = try await (stage.daemon(), stage.agent())
            let report = "echo '{\"v\": 1}' >> $SWEEP_METRICS_FILE"
            let sweep = try await GatedSweep.submit(sweepd, runs: 2, before: "echo first; \(report)", after: report)
            _ = try await (sweep.started.line(), sweep.started.line())
            if victim != .agent { try await SystemStage.kill(daemon) }
            if victim != .daemon { try await SystemStage.kill(agent) }
            // One ends while somebody is away, the other when all are back.
            sweep.goOn.release()
            if victim != .agent { daemon = try await stage.daemon() }
            if victim != .daemon { agent = try await stage.agent() }
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id, "--timeout", "60s").code == 0)
            for run in try await sweepd.runs(sweep.id) {
                #expect(run["attempts"] == 1 && run["state"] == "finished", "\(run)")
                let detail = try await sweepd.run(run["run"]?.stringValue ?? "")
                #expect(detail["metric_summary"]?["v"]?["count"] == 2, "\(detail)")
            }
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `a run that was cancelled while its agent was away is stopped when it is back`() async throws {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            var (daemon, agent) = try await (stage.daemon(), stage.agent())
            let sweep = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await sweep.started.line()
            try await sweepd.event("running", of: sweep.id + "/1")
            try await SystemStage.kill(agent)
            #expect(try await sweepd.sweepctl("cancel", sweep.id).code == 0)
            let explained = try await sweepd.sweepctl("explain", sweep.id + "/1")
            #expect(explained.output.contains("until then it holds its lease"), "\(explained)")
            try await SystemStage.kill(daemon)
            daemon = try await stage.daemon()
            agent = try await stage.agent()
            try await sweepd.event("cancelled", of: sweep.id + "/1")
            #expect(try await sweepd.run(sweep.id + "/1")["attempts"] == 1)
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `daemon and agent are killed again and again, and every run is executed exactly once`(seed: UInt64)
        async throws
    {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            var random = SeededGenerator(seed: seed)
            var (daemon, agent) = try await (stage.daemon(), stage.agent())
            let ledger = sweepd.scratch("ledger")
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $SWEEP_RUN_ID.$SWEEP_ATTEMPT >> \(ledger)']
                parameters: {x: {min: 1, max: 60}}
                """)
            for _ in 0..<15 {
                // The moment is what the seed chooses; nothing is waited for.
                try await Task.sleep(for: .microseconds(Int.random(in: 0...120_000, using: &random)))
                if Bool.random(using: &random) {
                    try await SystemStage.kill(daemon)
                    daemon = try await stage.daemon()
                } else {
                    try await SystemStage.kill(agent)
                    agent = try stage.spawnAgent()
                }
            }
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
            let started = sweepd.scratch.lines("ledger").map { String($0.prefix { $0 != "." }) }
            #expect(Set(started).count == 60)
            #expect(started.count == 60, "started twice: \(started.sorted())")
            #expect(try await sweepd.runs(sweep).map { $0["state"] } == Array(repeating: "finished", count: 60))
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `what has outlived its rule is counted and removed by its owner's agent, and named where that is away`()
        async throws
    {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            let (daemon, agent) = try await (stage.daemon(), stage.agent())
            let sweep = try await sweepd.complete(
                "method: list\ncommand: [/bin/sh, -c, 'exit $PARAM_X']\nretention: {failed: 0s, logs: 0s}\n"
                    + "points: [{x: 0}, {x: 1}]\n")
            let sizes = try await sweepd.sweepctl("du", "--json").json()["sweeps"]?.arrayValue ?? []
            #expect((sizes.first?["bytes"]?.intValue ?? 0) > 0, "\(sizes)")
            let folder = try await sweepd.run(sweep + "/2")["run_dir"]?.stringValue ?? ""
            let logs = try await sweepd.run(sweep + "/1")["run_dir"]?.stringValue.map { $0 + "/attempt-1/stdout.log" }
            let dry = try await sweepd.sweepctl("gc", "--dry-run", "--json").json()
            #expect(dry["paths"]?.arrayValue?.contains(.string(folder)) == true && dry["skipped"] == [], "\(dry)")
            #expect(access(folder, F_OK) == 0)
            #expect(try await sweepd.sweepctl("gc").code == 0)
            #expect(access(folder, F_OK) != 0 && access(logs ?? "/", F_OK) != 0)
            try await SystemStage.kill(agent)
            let missed = try await sweepd.sweepctl("gc")
            #expect(missed.code == 0 && missed.errors.contains("agent of that user is not connected"), "\(missed)")
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `a second agent of a user, and one of another version, are refused with words`() async throws {
        try await SystemStage.with { stage in
            let (daemon, agent) = try await (stage.daemon(), stage.agent())
            let second = try stage.spawnAgent()
            #expect(try await second.end() == 6)
            #expect(await second.allMessages().contains("one is connected"))
            let hello =
                #"{"version": "0", "limits": 0, "places": {"runs": "/r", "source": "/s", "environments": "/e"}}"#
            let answer = try await stage.post("/v1/agent", hello)
            #expect(answer.contains(" 409 ") && answer.contains("systemctl --user restart sweep-agent"), "\(answer)")
            let stale = try await stage.post("/v1/agent/reports", #"{"session": "x", "number": 1, "news": []}"#)
            #expect(stale.contains(" 409 ") && stale.contains("its connection has ended"), "\(stale)")
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `where runs have the service user's rights, bare processes and secrets are refused`() async throws {
        try await SystemStage.with(configuration: "run_as: service\n") { stage in
            let daemon = try await stage.daemon()
            let agent = try await stage.serviceAgent()
            try stage.sweepd.scratch.write("work/sweep.yaml", Self.sweep)
            let result = try await stage.sweepd.sweepctl("submit", "sweep.yaml")
            #expect(result.code == 5 && result.errors.contains("run_as: submitter"), "\(result)")
            try await stage.sweepd.sweepctl("secret", "set", "TOKEN", input: "long enough")
            let secret = try await stage.sweepd.sweepctl("submit", "-", input: Self.contained + "secrets: [TOKEN]\n")
            #expect(secret.code == 5 && secret.errors.contains("read 'secrets'"), "\(secret)")
            let container = "container: {image: a, engine: podman}\nsource: {mode: image}\n"
            try stage.sweepd.scratch.write(
                "work/hook.yaml", Self.sweep + "\n" + container + "hooks: {finished: [[/bin/true]]}\n")
            let hook = try await stage.sweepd.sweepctl("submit", "hook.yaml")
            #expect(hook.code == 5 && hook.errors.contains("cannot call 'hooks'"), "\(hook)")
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    private static let contained = """
        method: list
        command: [/bin/cat, train.py]
        points: [{x: 1}]
        container: {image: nowhere.invalid/none}

        """

    @Test func `where runs have the service user's rights, sources are sent, and no folder is mounted`() async throws {
        try await SystemStage.with(configuration: "run_as: service\n") { stage in
            let sweepd = stage.sweepd
            let (daemon, agent) = try await (stage.daemon(), stage.serviceAgent())
            try sweepd.scratch.write("work/sweep.yaml", Self.contained)
            try sweepd.scratch.write("work/train.py", "print(1)")
            let mounted = try await sweepd.sweepctl("submit", "sweep.yaml", "--hold")
            #expect(mounted.code == 7 && mounted.errors.contains("cannot mount the base folder"), "\(mounted)")
            let git = try await Command(
                ["/usr/bin/git", "init", "-q", sweepd.scratch("work")], environment: sweepd.environment, folder: "/"
            ).run()
            #expect(git.code == 0)
            let sweep = try await sweepd.submit(Self.contained, "--hold", file: "sweep.yaml")
            let found = try await Command(
                ["/bin/sh", "-c", "cat source/*/train.py; find source/uploads -type f; ls /tmp | grep -c ^sweepctl-"],
                environment: ["PATH": "/usr/bin:/bin"], folder: sweepd.state
            ).run()
            #expect(found.output == "print(1)0\n", "\(found)")
            #expect(try await sweepd.sweepctl("gc").code == 0)
            #expect(try await sweepd.json("status", sweep)["state"] == "held")
            try await SystemStage.kill(agent)
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `a submitter's points come from a file, and gc and du know her folders`() async throws {
        try await SystemStage.with { stage in
            let sweepd = stage.sweepd
            let (daemon, agent) = try await (stage.daemon(), stage.agent())
            try sweepd.scratch.write("work/points.csv", "x\n3\n4\n")
            let sweep = try await sweepd.complete(
                "method: list\ncommand: [/bin/sh, -c, 'echo $SWEEP_RUN_DIR']\npoints: points.csv\n"
                    + "retention: {artifacts: best 1}\n")
            let usage = try await sweepd.json("du")
            let bytes = usage["sweeps"]?.arrayValue?.first?["bytes"]?.intValue ?? 0
            #expect(bytes > 0 && usage["runs_bytes"]?.intValue == bytes, "\(usage)")
            let folder = try await sweepd.sweepctl("logs", sweep + "/1").output.split(separator: "\n").joined()
            #expect(folder.contains("/system/runs/"), "\(folder)")
            let digest = String(repeating: "cd", count: 32)
            let source = folder.replacing(try Regex("/runs/.*"), with: "/source")
            try #require(mkdir("\(source)/\(digest)", 0o700) == 0)
            try await Command.age(contentsOf: source)
            let report = try await sweepd.json("gc")
            #expect(report["paths"] == [.string("\(source)/\(digest)")], "\(report)")
            #expect(try await sweepd.sweepctl("rm", sweep).code == 0)
            #expect(access(folder, F_OK) != 0)
            try await SystemStage.kill(agent)
            let away = try await sweepd.json("gc")
            #expect(away["skipped"]?.arrayValue?.count == 1, "\(away)")
            try await SystemStage.kill(daemon)
        }
    }

    @Test func `only system mode knows run_as`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            try sweepd.scratch.write("config.yaml", "run_as: service\n")
            let daemon = try sweepd.spawn(["--config", sweepd.scratch("config.yaml")])
            #expect(try await daemon.end() == 7)
            #expect(await daemon.allMessages().contains("'run_as' is for system mode"))
        }
    }
}
