import SweepModel
import TestSupport
import Testing

/// A secret's value from standard input to the run, and nowhere else.
@Suite struct SecretTests {
    private static let value = "tops/ecret+VALUE=17 ü"
    private static let encoded = ["dG9wcy9lY3JldCtWQUxVRT0xNyDDvA", "tops%2Fecret%2BVALUE%3D17%20%C3%BC"]

    /// Prints the value in several forms, cut in two and whole, names a metric after it, and fails with it.
    private static let program = #"""
        import base64, json, os, sys, time, urllib.parse
        value = os.environ["API_TOKEN"]
        print("hash", sum(value.encode()), flush=True)
        sys.stdout.write("cut " + value[:7]); sys.stdout.flush(); time.sleep(0.05)
        print(value[7:], json.dumps(value), base64.b64encode(value.encode()).decode(), urllib.parse.quote(value, safe=""))
        print(base64.b64encode(b"user:" + value.encode()).decode())
        with open(os.environ["SWEEP_METRICS_FILE"], "a") as metrics:
            metrics.write(json.dumps({value: 1, "loss": 2}, ensure_ascii=False) + "\n")
        open(sys.argv[1], "w").write("up\n")
        open(sys.argv[2]).readline()
        sys.exit("cannot log in with " + value)
        """#

    /// What files below a folder hold the value, in any of its forms.
    private static func leaks(in folder: String, _ sweepd: DaemonFixture) async throws -> String {
        let words = ([value] + encoded).flatMap { ["-e", $0] }
        let found = try await Command(
            ["/usr/bin/grep", "-raF"] + words + [folder], environment: sweepd.environment, folder: sweepd.work
        ).run()
        return found.output
    }

    @Test func `a secret reaches the run and is in nothing that is kept or shown`() async throws {
        try await DaemonFixture.with { sweepd in
            let (started, goOn) = (try Gate(sweepd.scratch("started")), try Gate(sweepd.scratch("go")))
            try await Self.set(sweepd)
            try sweepd.scratch.write("work/login.py", Self.program)
            let sweep = try await sweepd.submit(
                """
                name: logins
                method: list
                command: [/usr/bin/python3, login.py, \(started.path), \(goOn.path)]
                points: [{x: 1}]
                secrets: [API_TOKEN]
                """)
            _ = try await started.line()
            #expect(try await Self.processes(sweepd) == "")
            // The next daemon knows it too.
            try await sweepd.kill()
            try await sweepd.start()
            goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 1)
            try await Self.expectNothing(of: sweep, sweepd)
            #expect(try await Self.leaks(in: sweepd.state, sweepd) == "")
            #expect(try await Self.leaks(in: sweepd.scratch("runtime"), sweepd) == "")
        }
    }

    private static func set(_ sweepd: DaemonFixture) async throws {
        let result = try await sweepd.sweepctl("secret", "set", "API_TOKEN", input: value + "\n")
        #expect(result.code == 0 && result.output.isEmpty && !result.errors.contains(value), "\(result)")
        let list = try await sweepd.sweepctl("secret", "ls", "--json")
        #expect(try list.json().arrayValue?.first?["name"] == "API_TOKEN" && !list.output.contains(value))
    }

    /// Command lines and environments of the daemon and the runners.
    private static func processes(_ sweepd: DaemonFixture) async throws -> String {
        let script =
            "for p in /proc/[0-9]*; do case $(cat $p/comm) in sweepd|sweep-runner) echo $p/cmdline $p/environ;; esac; done"
        let paths = try await Command(
            ["/bin/sh", "-c", script + " 2>/dev/null"], environment: sweepd.environment, folder: sweepd.work
        )
        .run().output.split(whereSeparator: \.isWhitespace).map(String.init)
        let found = try await Command(
            ["/usr/bin/grep", "-alF", value] + paths, environment: sweepd.environment, folder: sweepd.work
        ).run()
        return found.output
    }

    private static func expectNothing(of sweep: String, _ sweepd: DaemonFixture) async throws {
        let run = sweep + "/1"
        let asked = [
            ["logs", run], ["show", run, "--json"], ["env", run], ["manifest", run], ["events", sweep],
            ["explain", run],
            ["runs", sweep, "--json"], ["status", sweep],
        ]
        for words in asked {
            let result = try await sweepd.sweepctl(words)
            for form in [value] + encoded { #expect(!result.output.contains(form), "\(words): \(result)") }
        }
        let hash = value.utf8.reduce(0) { $0 + Int($1) }
        let logs = try await sweepd.sweepctl("logs", run).output
        #expect(logs.contains("hash \(hash)\ncut *** \"***\" *** ***\n"), "\(logs)")
        let shown = try await sweepd.run(run)
        #expect(shown["last_error"]?.stringValue == "cannot log in with ***")
        #expect(shown["metrics"]?["***"]?.doubleValue == 1 && shown["metrics"]?["loss"]?.doubleValue == 2, "\(shown)")
        #expect(!(try sweepd.daemon.messages.contains(value)))
        #expect(try await sweepd.sweepctl("manifest", run).output.contains("API_TOKEN"))
    }

    @Test func `a secret that is not set is told before anything is submitted, and again where it went meanwhile`()
        async throws
    {
        try await DaemonFixture.with { sweepd in
            let text = "method: list\ncommand: [/usr/bin/env]\npoints: [{x: 1}]\nsecrets: [API_TOKEN]\n"
            let refused = try await sweepd.sweepctl("submit", "-", input: text)
            #expect(refused.code == 3 && refused.errors.contains("cannot find the secret 'API_TOKEN'"), "\(refused)")
            #expect(refused.errors.contains("hint: sweepctl secret set API_TOKEN"))
            try await Self.set(sweepd)
            let sweep = try await sweepd.submit(text + "max_failures: {first: 0}\nretry: {backoff: 0s}\n", "--hold")
            #expect(try await sweepd.sweepctl("secret", "rm", "API_TOKEN").code == 0)
            try await sweepd.sweepctl("release", sweep)
            try await sweepd.sweepctl("wait", sweep, "--timeout", "60s")
            let run = try await sweepd.run(sweep + "/1")
            #expect(run["reason"] == "launch", "\(run)")
            #expect(run["last_error"]?.stringValue?.contains("cannot find the secret 'API_TOKEN'") == true, "\(run)")
        }
    }

    @Test func `what is no secret is refused with its reason, and never repeated`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let short = try await sweepd.sweepctl("secret", "set", "PIN", input: "1234567\n")
            #expect(short.code == 2 && short.errors.contains("fewer than 8 bytes") && !short.errors.contains("1234567"))
            for name in ["SWEEP_ID", "A-B", "9A"] {
                #expect(try await sweepd.sweepctl("secret", "set", name, input: "long enough").code == 2)
            }
            #expect(try await sweepd.sweepctl("secret", "rm", "NOWHERE").code == 3)
            #expect(try await sweepd.sweepctl("secret", "ls").code == 0)
        }
    }
}
