import SweepModel
import TestSupport
import Testing

/// Lists as commands print them, and commands that go through several runs.
@Suite struct ListTests {
    @Test func `every list has comma-separated values`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete("method: list\ncommand: [/bin/true]\npoints: [{x: 1}]\n")
            try await sweepd.sweepctl("secret", "set", "TOKEN", input: "hush-hush")
            for (words, head, row) in [
                (["gpus"], "uuid,index,vendor,", nil), (["status", sweep], "sweep,name,state,", "\(sweep),"),
                (["status"], "sweep,name,state,", nil), (["sweeps"], "sweep,name,state,", "\(sweep),"),
                (["events", sweep], "seq,at,sweep,run,attempt,event,detail", ",\(sweep)/1,1,finished,"),
                (["secret", "ls"], "name,kept,changed_at", "TOKEN,"), (["du"], "what,bytes", "(queue),"),
            ] as [([String], String, String?)] {
                let result = try await sweepd.sweepctl(words + ["--csv"])
                #expect(result.code == 0 && result.output.hasPrefix(head), "\(words): \(result)")
                if let row { #expect(result.output.contains(row), "\(words): \(result)") }
                #expect(try await sweepd.sweepctl(words + ["--csv", "--json"]).code == 2, "\(words)")
            }
            let answer = try await sweepd.sweepctl("run", "--detach", "--json", "--", "/bin/true").json()
            #expect(answer["runs"] == 1 && answer["sweep"]?.stringValue != nil, "\(answer)")
            #expect(try await sweepd.sweepctl("run", "--json", "--", "/bin/true").code == 2)
        }
    }

    @Test func `what is cut short says so, and status says for whom sweepd works`() async throws {
        try await DaemonFixture.with { sweepd in
            for _ in 1...2 {
                _ = try await sweepd.complete("method: list\ncommand: [/bin/true]\npoints: [{x: 1}]\n")
            }
            let some = try await sweepd.sweepctl("sweeps", "--limit", "1", "--json")
            #expect(some.errors.contains("the newest 1 sweep; more with --limit"), "\(some)")
            #expect(try await sweepd.sweepctl("sweeps").errors.isEmpty)
            #expect(try await sweepd.sweepctl("status").errors.contains("sweepd works for you alone"))
        }
    }

    @Test func `of a range those that have ended are removed, one that runs is told, and what is gone is no fault`()
        async throws
    {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 4)
            for _ in 1...2 {
                _ = try await sweep.started.line()
                sweep.goOn.release()
            }
            _ = try await sweep.started.line()
            let result = try await sweepd.sweepctl("rm", sweep.id + "/1-4", "--json")
            #expect(result.code == 6 && result.errors.contains("cannot remove run '\(sweep.id)/3'"), "\(result)")
            #expect(try result.json()["paths"]?.arrayValue?.count == 2, "\(result)")
            sweep.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", sweep.id, "--timeout", "60s").code == 0)
            let rest = try await sweepd.sweepctl("rm", sweep.id + "/1-999999999999")
            #expect(rest.code == 0 && rest.errors.contains("\(sweep.id)/1'"), "\(rest)")
            #expect(try await sweepd.runs(sweep.id).isEmpty)
            #expect(try await sweepd.sweepctl("rm", sweep.id + "/1").code == 3)
        }
    }

    @Test func `retry goes on after a run that cannot be had`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await sweepd.complete("method: list\ncommand: [/bin/false]\npoints: [{x: 1}, {x: 2}]\n")
            let result = try await sweepd.sweepctl("retry", "nowhere/1", sweep + "/9", sweep + "/2")
            #expect(result.code == 3 && result.errors.contains("\(sweep)/2 is "), "\(result)")
        }
    }

    @Test func `a variable that is not UTF-8 is refused where runs would get it, and elsewhere is nobody's matter`()
        async throws
    {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/sweep.yaml", "method: list\ncommand: [/bin/true]\npoints: [{x: 1}]\n")
            for (name, code) in [("LC_PAPER", 2), ("OTHER", 0)] as [(String, Int32)] {
                let script =
                    "export \(name)=$(printf '\\377'); exec '\(try Programs.path("sweepctl"))' submit sweep.yaml"
                let result = try await Command(
                    ["/bin/sh", "-c", script], environment: sweepd.environment, folder: sweepd.work
                ).run()
                #expect(result.code == code, "\(result)")
                #expect(code == 0 || result.errors.contains("'LC_PAPER'"), "\(result)")
            }
        }
    }
}
