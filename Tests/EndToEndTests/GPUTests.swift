import SweepModel
import TestSupport
import Testing

/// Runs with GPUs, on machines that a description makes up.
@Suite struct GPUTests {
    private static let two = """
        gpus:
          - {uuid: GPU-aaaa, name: NVIDIA A100-SXM4-80GB, memory: 80GiB}
          - {uuid: GPU-bbbb, name: NVIDIA A100-SXM4-80GB, memory: 80GiB}
        """

    static func with(
        _ machine: String = two, _ body: @escaping @Sendable (DaemonFixture) async throws -> Void
    ) async throws {
        let scratch = try Scratch()
        let file = try scratch.write("machine.yaml", machine)
        try await DaemonFixture.with(options: ["--devices", file], body)
    }

    private static let show = """
        command: [/bin/sh, -c, 'env | grep -E "SWEEP_GPU|VISIBLE|CUDA" | sort']
        parameters: {x: {value: 1}}
        method: grid
        """

    private static func variables(_ sweepd: DaemonFixture, _ keys: String) async throws -> [String] {
        let sweep = try await sweepd.complete(show + "\n" + keys)
        return try await sweepd.sweepctl("logs", sweep + "/1").output.split(separator: "\n").map(String.init)
    }

    @Test func `a run finds its GPUs in its environment`() async throws {
        try await Self.with { sweepd in
            let order = "CUDA_DEVICE_ORDER=PCI_BUS_ID"
            let (cuda, rocm) = ("CUDA_VISIBLE_DEVICES=", "ROCR_VISIBLE_DEVICES=")
            let (count, names) = ("SWEEP_GPU_COUNT=", "SWEEP_GPU_UUIDS=")
            let cases: [(String, [String])] = [
                ("", [order, cuda + "GPU-aaaa", rocm, count + "1", names + "GPU-aaaa"]),
                (
                    "resources: {gpus: 2, cpus: 1, visible_devices: index}",
                    [order, cuda + "0,1", rocm, count + "2", names + "GPU-aaaa,GPU-bbbb"]
                ),
                (
                    "resources: {gpus: 1, cpus: 1, visible_devices: none}",
                    [order, rocm, count + "1", names + "GPU-aaaa"]
                ),
                ("resources: {gpus: 0, cpus: 1}", [cuda, rocm, count + "0", names]),
            ]
            for (keys, expected) in cases {
                let found = try await Self.variables(sweepd, keys)
                #expect(found == expected, "\(keys)")
            }
        }
    }

    @Test func `every run gets a GPU of its own, and who waits is told for what`() async throws {
        try await Self.with { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 3, keys: "resources: {gpus: 1, cpus: 1}", before: "echo $SWEEP_GPU_UUIDS")
            _ = [try await sweep.started.line(), try await sweep.started.line()]
            let runs = try await sweepd.runs(sweep.id)
            #expect(Set(runs.map { $0["gpus"] }) == [["GPU-aaaa"], ["GPU-bbbb"]])
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("needs 1 GPU; 0 of 2 are free"), "\(why)")
            #expect(why.contains("GPU 0 is leased to \(sweep.id)/"), "\(why)")
            sweep.goOn.release(3)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
            let ended = try await sweepd.run(sweep.id + "/1")
            let attempt = ended["attempt_list"]?.arrayValue?.first
            #expect(ended["gpus"]?.arrayValue?.count == 1 && attempt?["gpus"] == ended["gpus"])
            let manifest = try await sweepd.sweepctl("manifest", sweep.id + "/1").json()
            let held = manifest["resources"]?["gpus"]?.arrayValue?.first
            #expect(held?["uuid"] == ended["gpus"]?.arrayValue?.first, "\(manifest)")
        }
    }

    @Test func `leases outlive the daemon`() async throws {
        try await Self.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 3, keys: "resources: {gpus: 1, cpus: 1}")
            _ = [try await sweep.started.line(), try await sweep.started.line()]
            let before = try await sweepd.runs(sweep.id).map { $0["gpus"] }
            try await sweepd.kill()
            try await sweepd.start()
            #expect(try await sweepd.runs(sweep.id).map { $0["gpus"] } == before)
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("needs 1 GPU; 0 of 2 are free"), "\(why)")
            sweep.goOn.release(3)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `shares of a card are leased side by side, as far as its memory goes`() async throws {
        try await Self.with("gpus: [{uuid: GPU-aaaa, memory: 48GiB}]") { sweepd in
            let sweep = try await GatedSweep.submit(
                sweepd, runs: 3, keys: "resources: {gpu_memory: 20GiB, cpus: 1}")
            _ = [try await sweep.started.line(), try await sweep.started.line()]
            let why = try await sweepd.sweepctl("explain", sweep.id).output
            #expect(why.contains("GPU 0 has 8.0 of 48.0 GiB left beside"), "\(why)")
            sweep.goOn.release(3)
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `what this host can never give is refused with what it has`() async throws {
        try await Self.with { sweepd in
            let cases = [
                ("{gpus: 3}", "it needs 3 GPUs; this host has at most 2"),
                ("{gpus: 2, gpu_memory: 100GiB}", "it needs 2 GPUs with 100 GiB each; the largest here has 80 GiB"),
                ("{gpu_vendor: amd}", "this host has 'NVIDIA A100-SXM4-80GB'"),
                ("{mig: 1g.10gb}", "no card here is cut into slices"),
            ]
            for (resources, words) in cases {
                try sweepd.scratch.write("work/sweep.yaml", Self.show + "\nresources: \(resources)")
                let result = try await sweepd.sweepctl("submit", "sweep.yaml")
                #expect(result.code == 8 && result.errors.contains(words), "\(result)")
            }
        }
    }

    @Test func `the configuration excludes and prefers cards`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let machine = try sweepd.scratch.write("machine.yaml", Self.two)
            for (rules, expected) in [("exclude: [GPU-aaaa]", "GPU-bbbb"), ("prefer: [GPU-bbbb]", "GPU-bbbb")] {
                let configuration = try sweepd.scratch.write("config.yaml", "gpus: {\(rules)}")
                let daemon = try sweepd.spawn(["--devices", machine, "--config", configuration])
                try await daemon.becomesReady()
                let found = try await Self.variables(sweepd, "resources: {gpus: 1}")
                #expect(found.contains("SWEEP_GPU_UUIDS=\(expected)"), "\(found)")
                daemon.signal(15)
                _ = try await daemon.end()
            }
        }
    }
}

/// What people see of GPUs and do with them, and how daemons keep off each other's.
@Suite struct GPUControlTests {
    private static let machine = """
        gpus:
          - {uuid: GPU-aaaa, name: NVIDIA A100-SXM4-80GB, memory: 80GiB}
          - {uuid: GPU-bbbb, name: NVIDIA A100-SXM4-80GB, memory: 80GiB}
        """
    private static let one = "gpus: [{uuid: GPU-aaaa, memory: 48GiB}]"

    @Test func `gpus lists each with its leases, and drain keeps runs off one, over a restart too`() async throws {
        try await GPUTests.with(Self.machine) { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1, keys: "resources: {gpu_share: 0.25}")
            _ = try await sweep.started.line()
            let list = try await sweepd.json("gpus").arrayValue ?? []
            let expected: JSONValue = [
                "uuid": "GPU-aaaa", "index": 0, "vendor": "nvidia", "name": "NVIDIA A100-SXM4-80GB",
                "memory_total_bytes": .int(80 << 30), "memory_used_bytes": nil, "state": "leased", "reason": nil,
                "leases": [["run": .string(sweep.id + "/1"), "share": 0.25, "memory_bytes": .int(20 << 30)]],
                "foreign": [], "mig": nil, "card": nil, "utilisation": nil, "temperature": nil, "power_watts": nil,
            ]
            #expect(list.first == expected && list.count == 2, "\(list)")
            #expect(try await sweepd.sweepctl("drain", "1", "--reason", "noisy fan").code == 0)
            try await sweepd.kill()
            try await sweepd.start()
            let after = try await sweepd.json("gpus").arrayValue ?? []
            #expect(after.first?["state"] == "leased" && after.last?["state"] == "drained", "\(after)")
            #expect(after.last?["reason"]?.stringValue?.hasSuffix(": noisy fan") == true, "\(after)")
            let table = try await sweepd.sweepctl("gpus").output
            #expect(table.contains("drained") && table.contains("\(sweep.id)/1 (20.0 GiB)"), "\(table)")
            let other = try await sweepd.submit(
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}\nresources: {gpus: 1}")
            let why = try await sweepd.sweepctl("explain", other).output
            #expect(why.contains("GPU 1 is drained: by"), "\(why)")
            #expect(try await sweepd.sweepctl("undrain", "GPU-b").code == 0)
            #expect(try await sweepd.sweepctl("wait", other).code == 0)
            sweep.goOn.release()
            #expect(try await sweepd.sweepctl("wait", sweep.id).code == 0)
        }
    }

    @Test func `a GPU that there is not cannot be drained, and without GPUs the list is empty`() async throws {
        try await DaemonFixture.with { sweepd in
            let result = try await sweepd.sweepctl("drain", "7")
            #expect(result.code == 3 && result.errors.contains("cannot find GPU '7'"), "\(result)")
            let list = try await sweepd.json("gpus")
            #expect(list == [])
            let words = try await sweepd.sweepctl("gpus", "--explain").output
            #expect(words.contains("NVIDIA: absent") && words.contains("--devices none"), "\(words)")
        }
    }

    @Test func `two daemons never share a card unknowingly: the second waits, and says for whom`() async throws {
        try await GPUTests.with(Self.one) { first in
            let held = try await GatedSweep.submit(first, runs: 1, keys: "resources: {gpu_memory: 10GiB}")
            _ = try await held.started.line()
            let machine = try first.scratch.write("one.yaml", Self.one)
            let socket = first.scratch("second.sock")
            let second = try BackgroundProcess(
                [
                    try Programs.path("sweepd"), "--state-dir", first.scratch("second"), "--socket", socket,
                    "--devices", machine,
                ], environment: first.environment, readyAt: " slots\n")
            try await second.becomesReady()
            try first.scratch.write(
                "work/other.yaml",
                "method: grid\ncommand: [/bin/true]\nparameters: {x: {value: 1}}\nresources: {gpu_memory: 10GiB}")
            let there = ["SWEEPD_SOCKET": socket]
            let submitted = try await first.sweepctl("submit", "other.yaml", "--json", environment: there).json()
            let sweep = try #require(submitted["sweep"]?.stringValue)
            let note = try await Command.firstLine(
                [Programs.path("sweepctl"), "events", sweep, "-f", "--json"],
                environment: first.environment.merging(there) { $1 }, folder: first.work
            ) { $0.contains("leased by another sweepd") }
            #expect(note != nil)
            held.goOn.release()
            let ended = try await first.sweepctl("wait", sweep, "--timeout", "60s", environment: there)
            #expect(ended.code == 0, "\(ended)")
            second.signal(15)
            _ = try await second.end()
        }
    }
}
