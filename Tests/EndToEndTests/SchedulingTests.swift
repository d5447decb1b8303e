import SweepModel
import TestSupport
import Testing

/// Which run starts when, and what those that wait are told.
@Suite struct SchedulingTests {
    private static func logged(_ name: String, _ ledger: String, keys: String = "") -> String {
        """
        name: \(name)
        method: grid
        command: [/bin/sh, -c, 'echo \(name) $PARAM_X >> \(ledger)']
        parameters: {x: {values: [1, 2, 3]}}
        \(keys)
        """
    }

    @Test func `a higher priority goes first, then the sweep that came first, each in its order`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let blocker = try await GatedSweep.submit(sweepd, runs: 1)
            _ = try await blocker.started.line()
            let ledger = sweepd.scratch("ledger")
            var sweeps: [String] = []
            for (name, priority) in [("low", -5), ("middle", -1), ("later", -1), ("high", 0)] {
                sweeps.append(try await sweepd.submit(Self.logged(name, ledger, keys: "priority: \(priority)")))
            }
            let why = try await sweepd.sweepctl("explain", sweeps[0]).output
            #expect(why.contains("3 sweeps of higher priority"), "\(why)")
            blocker.goOn.release()
            for sweep in sweeps { #expect(try await sweepd.sweepctl("wait", sweep).code == 0) }
            let order = ["high", "middle", "later", "low"].flatMap { name in (1...3).map { "\(name) \($0)" } }
            #expect(sweepd.scratch.lines("ledger") == order)
        }
    }

    @Test func `no more than max_parallel runs of a sweep go at once, and no more than the slots`() async throws {
        try await DaemonFixture.with(slots: 3) { sweepd in
            for (most, expected) in [("max_parallel: 2", 2), ("", 3)] {
                sweepd.scratch.remove("ledger")
                let ledger = sweepd.scratch("ledger")
                let sweep = try await sweepd.complete(
                    """
                    method: grid
                    command: [/bin/sh, -c, 'echo + >> \(ledger); sleep 0.1; echo - >> \(ledger)']
                    parameters: {x: {min: 1, max: 9}}
                    resources: {cpus: 1}
                    \(most)
                    """)
                #expect(try await sweepd.json("status", sweep)["counts"]?["finished"] == 9)
                var now = 0
                let counts = sweepd.scratch.lines("ledger").map { line in
                    now += line == "+" ? 1 : -1
                    return now
                }
                #expect(counts.count == 18 && counts.last == 0)
                #expect(try #require(counts.max()) <= expected, "\(counts)")
            }
        }
    }

    @Test func `a waiting run says what it waits for`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 2)
            _ = try await sweep.started.line()
            let other = try await sweepd.submit(Self.logged("other", sweepd.scratch("ledger")))
            let waits = try await sweepd.json("explain", other)
            #expect("\(waits["reasons"] ?? .null)".contains("waiting for a slot: 1 of 1 are in use"), "\(waits)")
            #expect(try await sweepd.sweepctl("explain", sweep.id + "/1").output.contains("running since"))
            sweep.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", other).code == 0)
        }
    }

    @Test func `a sweep at its max_parallel says so`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 2, keys: "max_parallel: 1")
            _ = try await sweep.started.line()
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("max_parallel 1 reached"), "\(why)")
            sweep.goOn.release(2)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `runs that need more than half of the memory go one after another`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 2, keys: "resources: {cpus: 1, memory: \(try Self.memory(percent: 60))}")
            #expect(try await sweep.started.line() == "1.1")
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("of memory"), "\(why)")
            sweep.goOn.release()
            #expect(try await sweep.started.line() == "2.1")
            #expect(try await sweepd.run(sweep.id + "/1")["state"] == "finished")
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    /// A part of the host's memory, as `resources.memory` takes it.
    private static func memory(percent: Int) throws -> String {
        let words = Scratch.text(of: "/proc/meminfo").split(whereSeparator: \.isWhitespace)
        return "\(try #require(words.count > 1 ? Int(words[1]) : nil) * percent / 100)KiB"
    }

    @Test func `a sweep with nothing left to start holds nobody up`() async throws {
        try await DaemonFixture.with { sweepd in
            let large = try await GatedSweep.submit(
                sweepd, runs: 1, keys: "resources: {cpus: 1, memory: \(try Self.memory(percent: 60))}")
            _ = try await large.started.line()
            let small = try await sweepd.submit(
                Self.logged(
                    "small", sweepd.scratch("ledger"),
                    keys: "resources: {cpus: 1, memory: \(try Self.memory(percent: 10))}"))
            #expect(try await sweepd.sweepctl("wait", small, "--timeout", "20s").code == 0)
            large.goOn.release()
            #expect(try await sweepd.sweepctl("wait", large.id).code == 0)
        }
    }

    @Test func `a grid of a trillion points is accepted at once and runs late`() async throws {
        try await DaemonFixture.with(slots: 1) { sweepd in
            let text = """
                method: grid
                command: [/bin/true]
                parameters: {a: {min: 1, max: 10000}, b: {min: 1, max: 10000}, c: {min: 1, max: 10000}}
                """
            let sweep = try await sweepd.submit(text)
            try await sweepd.event("finished", of: sweep + "/2")
            #expect(try await sweepd.sweepctl("stop", sweep).code == 0)
            #expect(try await sweepd.sweepctl("wait", sweep).code == 0)
            let object = try await sweepd.json("status", sweep)
            #expect(object["total"] == 1_000_000_000_000 && object["state"] == "stopped", "\(object)")
        }
    }
}
