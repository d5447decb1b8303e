import SweepModel
import TestSupport
import Testing

/// Commands that are told what happened to sweeps.
@Suite struct HookTests {
    private static let script = """
        #!/bin/sh
        env | sort > $1.env
        cat > $1.json
        echo told $1
        """

    private static func specification(_ program: String, _ keys: String) -> String {
        "name: told\nmethod: list\ncommand: [\(program)]\npoints: [{x: 1}]\n\(keys)\n"
    }

    @Test func `a sweep that ends tells its hooks once, with facts in variables and on standard input`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/tell.sh", Self.script, mode: 0o755)
            let sweep = try await sweepd.submit(
                Self.specification(
                    "/bin/true", "hooks: {finished: [[./tell.sh, first], [./tell.sh, second], [/bin/false]]}"))
            try await sweepd.event(of: sweep) { $0["event"] == "sweep-finished" }
            for number in 1...3 {
                try await sweepd.event(of: sweep) { event in
                    ["hook", "hook-failed"].contains(event["event"]?.stringValue ?? "")
                        && event["detail"]?.stringValue?.contains(".finished.") == true
                        && event["detail"]?.stringValue?.split(separator: ":")[0].hasSuffix(".\(number)") == true
                }
            }
            try await sweepd.stop()
            for name in ["first", "second"] { try Self.expect(name, sweep, sweepd) }
            let logs = try await Command(
                ["/bin/sh", "-c", "cat told-*/hooks/*.log"], environment: sweepd.environment,
                folder: sweepd.state + "/runs"
            ).run()
            #expect(logs.output == "told first\ntold second\n", "\(logs)")
            try await sweepd.start()
            let events = try await sweepd.json("events", sweep).arrayValue ?? []
            #expect(events.count(where: { $0["event"] == "hook" }) == 2)
            #expect(events.count(where: { $0["event"] == "hook-failed" }) == 1)
            #expect(
                events.contains { $0["detail"]?.stringValue?.hasSuffix(".3: it ended with code 1") == true },
                "\(events)")
        }
    }

    private static func expect(_ name: String, _ sweep: String, _ sweepd: DaemonFixture) throws {
        let document = try JSONParser.parse(Array(sweepd.scratch.text("work/\(name).json").utf8))
        #expect(document["event"] == "finished" && document["sweep"]?.stringValue == sweep, "\(document)")
        #expect(document["counts"]?["finished"] == 1 && document["state"] == "finished")
        let variables = sweepd.scratch.text("work/\(name).env")
        let id = document["hook"]?.stringValue ?? ""
        for line in [
            "SWEEP_ID=\(sweep)", "SWEEP_NAME=told", "SWEEP_EVENT=finished", "SWEEP_HOOK_ID=\(id)",
            "HOME=\(sweepd.scratch.path)",
        ] {
            #expect(variables.contains(line + "\n"), "\(variables)")
        }
        #expect(!variables.contains("SWEEPD_TEST_LEAK") && !variables.contains("SWEEPD_SOCKET"))
    }

    @Test func `the brake tells its hooks, and what a crash cuts short is told again under the same name`() async throws
    {
        try await DaemonFixture.with { sweepd in
            let (started, goOn) = (try Gate(sweepd.scratch("started")), try Gate(sweepd.scratch("go")))
            try sweepd.scratch.write(
                "work/tell.sh",
                "#!/bin/sh\necho $SWEEP_HOOK_ID $SWEEP_STATE $SWEEP_REASON > \(started.path)\nread x < \(goOn.path)\n",
                mode: 0o755)
            let sweep = try await sweepd.submit(
                Self.specification(
                    "/bin/false", "max_failures: {first: 1}\nhooks: {failing: [[./tell.sh]], finished: [[/bin/true]]}"))
            let first = try await started.line()
            #expect(first.hasPrefix(sweep + ".failing.") && first.hasSuffix(" paused max-failures"), "\(first)")
            try await sweepd.kill()
            try await sweepd.start()
            #expect(try await started.line() == first)
            goOn.release(2)
            try await sweepd.event(of: sweep) { $0["event"] == "hook" }
        }
    }
}
