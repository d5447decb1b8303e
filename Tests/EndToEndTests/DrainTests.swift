import SweepModel
import TestSupport
import Testing

/// That nothing new starts, on a GPU or at all, by hand, for a time, and over restarts.
@Suite struct DrainTests {
    private static let simple = """
        method: grid
        command: ["true"]
        parameters: {x: {value: 1}}
        """

    @Test func `a drained daemon lets what runs finish and starts nothing more until it is undrained`() async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 2, keys: "max_parallel: 1")
            _ = try await sweep.started.line()
            let drained = try await sweepd.json("drain", "--reason", "new disk")
            #expect(drained["drained"] == true && drained["live"] == .array([.string(sweep.id + "/1")]))
            sweep.goOn.release()
            try await sweepd.event("finished", of: sweep.id + "/1")
            try await sweepd.kill()
            try await sweepd.start()
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("sweepd starts no runs (by ") && why.contains(": new disk)"), "\(why)")
            let status = try await sweepd.sweepctl("status")
            #expect(status.code == 0 && status.errors.contains("new disk"), "\(status)")
            #expect(try await sweepd.runs(sweep.id).map { $0["state"] } == ["finished"])
            #expect(try await sweepd.sweepctl("undrain").code == 0)
            _ = try await sweep.started.line()
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `drain --wait returns when the last run has ended`() async throws {
        try await GPUTests.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1, keys: "resources: {gpus: 1}")
            _ = try await sweep.started.line()
            for arguments in [["drain", "0", "--wait"], ["drain", "--wait"]] {
                async let waited = sweepd.sweepctl(arguments)
                if arguments.count == 2 {
                    let idle = try await waited
                    #expect(idle.code == 0 && idle.errors.contains("nothing runs here any more"), "\(idle)")
                } else {
                    while try await sweepd.json("gpus").arrayValue?.first?["state"] != "drained" {}
                    sweep.goOn.release()
                    let idle = try await waited
                    #expect(idle.code == 0 && idle.errors.contains("nothing runs on GPU 0 any more"), "\(idle)")
                }
            }
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `a drain with an end ends by itself, after a restart too`() async throws {
        try await GPUTests.with { sweepd in
            let first = try await sweepd.sweepctl("drain", "--for", "1s")
            #expect(first.code == 0 && first.errors.contains(", until 20"), "\(first)")
            let sweep = try await sweepd.submit(Self.simple)
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
            for gpu in ["0", "1"] { try await sweepd.sweepctl("drain", gpu, "--for", "2s") }
            let second = try await sweepd.submit(Self.simple + "\nresources: {gpus: 1}")
            try await sweepd.kill()
            try await sweepd.start()
            #expect(try await sweepd.sweepctl("wait", second, "--timeout", "60s").code == 0)
            let states = try await sweepd.json("gpus").arrayValue?.map { $0["state"] }
            #expect(states?.contains("free") == true, "\(states ?? [])")
        }
    }

    @Test(arguments: [
        (["drain", "--for", "1h", "--until", "08:00"], 2, "--for excludes --until"),
        (["drain", "--until", "2001-01-01 00:00"], 2, "that is over"),
        (["drain", "--until", "teatime"], 2, "cannot read the time 'teatime'"),
        (["drain", "--until", "2126-02-40 00:00"], 2, "cannot read the time"),
        (["drain", "--for", "soon"], 2, "cannot read the time 'soon'"),
        (["drain", "7"], 3, "cannot find GPU '7'"),
        (["undrain", "GPU-x"], 3, "cannot find GPU 'GPU-x'"),
    ])
    func `what cannot be drained is refused`(arguments: [String], code: Int32, words: String) async throws {
        try await GPUTests.with { sweepd in
            let result = try await sweepd.sweepctl(arguments)
            #expect(result.code == code && result.errors.contains(words), "\(result)")
        }
    }
}
