import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("Manifest")
struct ManifestTests {
    private let scratch: Scratch
    private let places: AttemptLayout
    private let writer = ManifestWriter(host: .gather())

    init() throws {
        scratch = try Scratch()
        places = layout(in: scratch)
    }

    private var source: SourceRecord {
        let git = GitRecord(
            remote: "https://example.org/x", branch: "main", commit: String(repeating: "a", count: 40),
            dirtyFiles: ["train.py"], untrackedFiles: [], diff: "diff --git\n", diffTruncated: false)
        return SourceRecord(
            mode: .snapshot, digest: String(repeating: "b", count: 64), root: "/home/ana/x", basePath: "",
            ignored: ["data"],
            files: [FileDigest(path: "train.py", sha256: String(repeating: "c", count: 64), bytes: 3)],
            git: git)
    }

    private func begin() throws -> LaunchPlan {
        let environment = [
            EnvironmentEntry("PARAM_LR", "0.1"), EnvironmentEntry("HF_TOKEN", "hush-hush"),
            EnvironmentEntry("SWEEP_PARAMS", "{}"), EnvironmentEntry("OMP_NUM_THREADS", "4"),
        ]
        let plan = plan(
            places, environment: environment, parameters: ["lr": 0.1, "note": "two\nlines"],
            manifest: ["seeds": ["sweep": 1, "run": 2], "status": "made up", "host": "made up"], source: source)
        try AttemptFolder.prepare(plan)
        let sweep = try SweepFacts.make(
            places.attempt.run.sweep, specification: plan.specification, source: source,
            runsFolder: places.runsFolder)
        try writer.begin(
            plan, sweep: sweep, copy: WorkingCopy(folder: places.work, changedFiles: ["train.py"]), warnings: ["dirty"])
        return plan
    }

    private func ending() throws -> ManifestEnding {
        let exit = ExitRecord(
            attempt: places.attempt.description, waitStatus: 0, stop: .none, startedAt: Instant(nanoseconds: 1),
            endedAt: Instant(nanoseconds: 2_000_000_000), duration: .seconds(2), userTime: .seconds(1),
            systemTime: .zero, residentBytesMax: 1 << 20, standardOutput: CaptureRecord(bytes: 5, dropped: 0, head: 5),
            standardError: CaptureRecord())
        var ending = ManifestEnding(
            outcome: .exited(code: 0), status: "finished", startedAt: Instant(nanoseconds: 1),
            endedAt: Instant(nanoseconds: 2_000_000_000), exit: exit)
        let point = MetricPoint(name: "loss", step: 3, value: .nan, at: Instant(nanoseconds: 1))
        ending.metrics = [("loss", MetricSummary(first: point))]
        try scratch.write("made/model.pt", "weights")
        ending.artifacts = ArtifactCollector.collect(["*.pt"], in: scratch.path + "/made")
        ending.metricFaults = 2
        ending.devices = [
            DeviceUsage(
                DeviceID("GPU-1"), samples: 3, memoryPeak: ByteCount(bytes: 7), utilisationMean: 41.5, energy: 1500)
        ]
        return ending
    }

    private func manifest() throws -> JSONValue { try JSONParser.parse(try #require(scratch.bytes(places.manifest))) }

    @Test("the start is written before anything runs")
    func start() throws {
        _ = try begin()
        let manifest = try manifest()
        #expect(manifest["schema"] == "sweepd.manifest/1")
        #expect(manifest["ids"]?["run"] == "digits-3f9k/1")
        #expect(manifest["parameters"]?["note"] == "two\nlines")
        #expect(manifest["params_hash"]?.stringValue == Digest.sha256(#"{"lr":0.1,"note":"two\nlines"}"#))
        #expect(manifest["seeds"]?["run"] == 2)
        #expect(manifest["status"] == "starting")
        #expect(manifest["host"]?["kernel"]?.stringValue != nil)
        #expect(manifest["memory"]?["total_bytes"]?.intValue ?? 0 > 0)
        #expect(manifest["cpu"]?["threads"]?.intValue ?? 0 > 0)
        #expect(manifest["changed_files"] == ["train.py"])
        #expect(manifest["warnings"] == ["dirty"])
        let names = try #require(manifest.objectValue?.names)
        #expect(Set(names).count == names.count)
    }

    @Test("the names of all variables are there, and no value that could be a secret")
    func environment() throws {
        _ = try begin()
        let environment = try #require(try manifest()["environment"])
        #expect(environment["names"] == ["PARAM_LR", "HF_TOKEN", "SWEEP_PARAMS", "OMP_NUM_THREADS"])
        #expect(environment["values"] == ["PARAM_LR": "0.1", "OMP_NUM_THREADS": "4"])
        #expect(scratch.text(places.manifest)?.contains("hush-hush") == false)
    }

    @Test("specification and difference lie once beside the runs")
    func sweepFiles() throws {
        _ = try begin()
        let manifest = try manifest()
        for (json, text) in [
            (manifest["specification"], "program: train.py\n"),
            (manifest["source"]?["git"]?["diff"], "diff --git\n"),
        ] {
            let path = try #require(json?["path"]?.stringValue)
            #expect(scratch.text(path) == text)
            #expect(json?["sha256"]?.stringValue == Digest.sha256(text))
            #expect(path.hasPrefix(places.runsFolder + "/digits-3f9k/"))
        }
    }

    @Test("the end keeps the start and adds what happened, and may be written again")
    func end() throws {
        _ = try begin()
        let before = try manifest()
        var ending = try ending()
        try ManifestWriter.complete(places, with: ending)
        ending.lastError = "again"
        try ManifestWriter.complete(places, with: ending)
        let after = try manifest()
        for name in ["schema", "ids", "parameters", "command", "source", "host", "seeds", "environment"] {
            #expect(after[name] == before[name])
        }
        #expect(after["status"] == "finished" && after["exit_code"] == 0 && after["reason"] == .null)
        #expect(after["ended_at"] == "1970-01-01T00:00:02.000Z")
        #expect(after["usage"]?["user_seconds"]?.doubleValue == 1)
        #expect(after["metrics"]?["loss"]?["last"]?["value"] == "NaN")
        #expect(after["artifacts"]?["files"]?.arrayValue?.first?["path"] == "model.pt")
        let used = after["device_usage"]?.arrayValue?.first
        #expect(used?["memory_peak_bytes"] == 7 && used?["energy_joules"] == 1.5)
        #expect(used?["utilisation_peak_percent"] == .null && after["device_report"] == .null)
        #expect(after["last_error"] == "again" && after["capture"]?["bad_lines"] == 2)
        #expect(after.objectValue?.names == before.objectValue?.names)
        try ManifestWriter.record([DeviceUsage(DeviceID("GPU-9"), samples: 1, energy: 2500)], of: places)
        let later = try manifest()
        #expect(later["device_usage"]?.arrayValue?.first?["energy_joules"] == 2.5)
        for name in before.objectValue?.names ?? [] where name != "device_usage" {
            #expect(later[name] == after[name])
        }
    }

    @Test("a manifest that was never begun cannot be completed")
    func neverBegun() throws {
        #expect(throws: Fault.self) { try ManifestWriter.complete(places, with: try ending()) }
    }

    @Test("manifests obey the published schema, at the start and at the end")
    func schema() throws {
        try scratch.write("schema.json", ManifestSchema.text)
        _ = try begin()
        #expect(try validate() == "valid")
        try ManifestWriter.complete(places, with: try ending())
        #expect(try validate() == "valid")
        let text = try #require(scratch.text(places.manifest))
        try scratch.write("bad.json", text.replacing(#""exit_code":0"#, with: #""exit_code":"none""#))
        #expect(try validate(scratch.path + "/bad.json") != "valid")
    }

    /// What the reference implementation of JSON Schema in Python says.
    private func validate(_ path: String? = nil) throws -> String {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))))
            print("; ".join(e.message for e in errors) or "valid", end="")
            """
        let arguments = ["-c", program, scratch.path + "/schema.json", path ?? places.manifest]
        let result = try run(["python3"] + arguments)
        #expect(result.code == 0, "python3 with the package jsonschema is needed")
        return result.output
    }
}
