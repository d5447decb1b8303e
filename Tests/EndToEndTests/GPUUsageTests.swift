import StandIns
import SweepModel
import TestSupport
import Testing

/// What runs do with GPUs that a library makes up, on which it puts the runs' own processes.
@Suite struct GPUUsageTests {
    /// A daemon that finds the machine's cards by the library, and what changes the machine.
    private struct Stage: Sendable {
        let sweepd: DaemonFixture
        let library: StandInLibrary

        /// Puts a process on the card that the description names last.
        func put(_ pid: String, holding memory: String) throws {
            try library.describe(library.description + "    #! process \(pid) compute \(memory)\n")
        }

        func note(_ words: String, of sweep: String) async throws {
            try await sweepd.event(of: sweep) { $0["detail"]?.stringValue?.contains(words) == true }
        }

        /// Submits runs that write down their process, and waits until all have started.
        func start(
            _ count: Int, _ keys: String, after: String = ""
        ) async throws -> (sweep: GatedSweep, pids: [String]) {
            let sweep = try await submit(count, keys, after: after)
            for _ in 0..<count { _ = try await sweep.started.line() }
            return (sweep, (1...count).map(pid(of:)))
        }

        func submit(_ count: Int, _ keys: String, after: String = "") async throws -> GatedSweep {
            try await GatedSweep.submit(
                sweepd, runs: count, keys: keys,
                before: "trap 'exit 9' INT; echo $$ > \(sweepd.scratch.path)/pid.$SWEEP_RUN_INDEX", after: after)
        }

        func pid(of run: Int) -> String { sweepd.scratch.lines("pid.\(run)").first ?? "" }
    }

    private static func with(_ machine: String, _ body: @escaping @Sendable (Stage) async throws -> Void) async throws {
        let library = try StandInLibrary(machine)
        let folder = String(library.path.dropLast("/libnvidia-ml.so.1".count))
        try await DaemonFixture.with(options: ["--devices", "nvidia"], started: false) { sweepd in
            let daemon = try sweepd.spawn(environment: ["LD_LIBRARY_PATH": folder])
            try await daemon.becomesReady()
            try await body(Stage(sweepd: sweepd, library: library))
            daemon.signal(15)
            _ = try await daemon.end()
        }
    }

    @Test func `what a run used is in its manifest and its metrics, and what is more than it asked for is told`()
        async throws
    {
        try await Self.with("one-card") { stage in
            let (sweep, pids) = try await stage.start(1, "resources: {gpu_memory: 8GiB, cpus: 1}")
            try stage.put(pids[0], holding: "9GiB")
            try await stage.note("holds 9.0 GiB of GPU 0, and 8.0 GiB are booked", of: sweep.id)
            sweep.goOn.release()
            #expect(try await stage.sweepd.sweepctl("wait", sweep.id).code == 0)
            let used = try await stage.sweepd.json("manifest", sweep.id + "/1")["device_usage"]?.arrayValue?.first
            #expect(used?["memory_peak_bytes"] == .int(9 << 30), "\(used ?? .null)")
            #expect(used?["uuid"]?.stringValue?.hasPrefix("GPU-") == true && used?["utilisation_peak_percent"] == 0)
            let run = try await stage.sweepd.runs(sweep.id).first
            #expect(run?["metrics"]?["system.gpu_memory_peak_bytes"] == .double(Double(9 << 30)))
        }
    }

    @Test func `a driver that stops reporting errors is listened to anew`() async throws {
        try await Self.with("one-card") { stage in
            let (sweep, _) = try await stage.start(1, "resources: {gpus: 1, cpus: 1}")
            let description = stage.library.description
            try stage.library.describe("#! missing nvmlEventSetWait_v2\n" + description)
            // Each question is a look, which finds that nobody listens any more.
            for _ in 0..<20 { _ = try await stage.sweepd.json("gpus") }
            try stage.library.describe(description + "    #! xid 79\n")
            var reason: String?
            for _ in 0..<400 where reason == nil {
                let gpu = try await stage.sweepd.json("gpus").arrayValue?.first
                reason = gpu?["state"] == "drained" ? gpu?["reason"]?.stringValue : nil
            }
            #expect(reason == "the driver reported error Xid 79")
            sweep.goOn.release()
        }
    }

    @Test func `a run that takes what its neighbour may still need is stopped, and fails as gpu-oom`() async throws {
        try await Self.with("one-card") { stage in
            let (sweep, pids) = try await stage.start(2, "resources: {gpu_memory: 10GiB, cpus: 1}")
            try stage.put(pids[0], holding: "15GiB")
            try stage.put(pids[1], holding: "5GiB")
            try await stage.sweepd.event("failed", of: sweep.id + "/1")
            let run = try await stage.sweepd.run(sweep.id + "/1")
            #expect(run["reason"] == "gpu-oom", "\(run)")
            #expect(run["last_error"]?.stringValue?.contains("\(sweep.id)/2 needs the rest") == true, "\(run)")
            sweep.goOn.release()
            try await stage.sweepd.event("finished", of: sweep.id + "/2")
        }
    }

    @Test func `a run on a card that is not its own is told of`() async throws {
        try await Self.with("busy") { stage in
            let (sweep, pids) = try await stage.start(1, "resources: {gpus: 1, cpus: 1}")
            try stage.put(pids[0], holding: "1GiB")
            try await stage.note("has GPU 1 open, which is not leased to it", of: sweep.id)
            sweep.goOn.release()
            #expect(try await stage.sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `a card whose driver reports an error is drained, and its run fails at no cost`() async throws {
        try await Self.with("one-card") { stage in
            let (sweep, _) = try await stage.start(1, "resources: {gpus: 1, cpus: 1}", after: "exit 3")
            try stage.library.describe(stage.library.description + "    #! xid 79\n")
            var card: JSONValue?
            while card?["reason"]?.stringValue?.contains("Xid 79") != true {
                card = try await stage.sweepd.json("gpus").arrayValue?.first
            }
            sweep.goOn.release()
            try await stage.sweepd.event("retrying", of: sweep.id + "/1")
            let run = try await stage.sweepd.run(sweep.id + "/1")
            #expect(run["attempt_list"]?.arrayValue?.first?["reason"] == "gpu-fault", "\(run)")
            #expect(try await stage.sweepd.sweepctl("cancel", sweep.id).code == 0)
            card = try await stage.sweepd.json("gpus").arrayValue?.first
            #expect(card?["state"] == "drained", "\(card ?? .null)")
        }
    }

    @Test func `a smaller part of a card is suggested by what runs used`() async throws {
        try await Self.with("one-card") { stage in
            let machine = stage.library.description
            let sweep = try await stage.submit(2, "resources: {gpus: 1, cpus: 1}")
            for run in 1...2 {
                _ = try await sweep.started.line()
                try stage.library.describe(machine)
                try stage.put(stage.pid(of: run), holding: "5GiB")
                // Looks at the card, too.
                try await stage.sweepd.sweepctl("gpus")
                sweep.goOn.release()
            }
            #expect(try await stage.sweepd.sweepctl("wait", sweep.id).code == 0)
            let words = try await stage.sweepd.sweepctl("explain", sweep.id).output
            #expect(
                words.contains("peak 5 of 24 GiB: 4 would fit on a card; --set resources.gpu_memory=6GiB"), "\(words)")
        }
    }
}
