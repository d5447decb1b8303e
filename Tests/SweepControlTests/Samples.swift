import SweepControl
import SweepModel

/// One object of each kind.
enum Samples {
    static let zero = Instant(nanoseconds: 0)

    static var submission: SubmissionRequest {
        let git = GitRecord(
            remote: "r", branch: nil, commit: "c", dirtyFiles: ["a"], untrackedFiles: [], diff: "+",
            diffTruncated: false)
        let source = SourceRecord(
            mode: .snapshot, digest: "d", root: "/r", basePath: "b", ignored: ["data"],
            files: [FileDigest(path: "p", sha256: "00", bytes: 3)], git: git)
        var image = ImageRecord(name: "x", id: String(repeating: "0a", count: 32), digest: nil, architecture: "amd64")
        (image.vendor, image.archive) = (.nvidia, String(repeating: "0b", count: 32))
        let context = SubmissionContext(
            file: "sweep.yaml", baseFolder: "/r/b", interpreter: "/usr/bin/python3", executable: "/usr/bin/env",
            environment: [EnvironmentEntry("PATH", "/bin")], source: source, image: image)
        return SubmissionRequest(
            specification: "method: grid", overrides: [Override(key: "run_cap", value: "3")], name: "n", key: "k",
            hold: true, context: context)
    }

    static func sweep(seed: UInt64 = 7) -> SweepObject {
        var counts = RunCounts()
        counts[.finished] = 2
        let overview = SweepOverview(
            id: SweepID("digits-3f9k"), name: "digits", owner: Owner(uid: 1, name: "ana"),
            machine: SweepMachine(state: .paused, reason: .maxFailures), lastError: "boom", method: .grid,
            metric: MetricGoal(name: "accuracy", goal: .maximize, target: 0.9), maxParallel: nil,
            labels: ["team": "vision"], commit: "abc", seed: seed, cursor: SearchCursor(), total: 24, counts: counts,
            best: BestRun(index: 2, value: 0.5), createdAt: zero, endedAt: nil, finishedDuration: .zero)
        return SweepObject(overview, etaSeconds: 3)
    }

    static var gpus: GPUList {
        var slice = Device(DeviceID("MIG-1"), vendor: .nvidia, index: 0)
        slice.slice = Device.Slice(card: DeviceID("GPU-1"), number: 2, profile: "1g.10gb")
        let booking = DeviceBooking(slice.id, share: .whole, memory: nil)
        let attempt = AttemptID(run: RunID(sweep: SweepID("s"), index: 1), number: 1)
        let status = DeviceStatus(
            device: slice, state: .leased, reason: nil, holdings: [.init(attempt: attempt, booking: booking)],
            foreign: [DeviceProcess(pid: 7, user: "ana")])
        let failed = VendorInventory(.amd, .failed("no", hint: "h"), notes: ["n"])
        return GPUList(
            gpus: [GPUObject(status)],
            vendors: [GPUVendorObject(failed), GPUVendorObject(VendorInventory(.nvidia, .found, driver: "550"))],
            findings: [GPUFindingObject(DeviceFinding(.amd, "driver", .missing, "no", hint: "h"))])
    }

    static var usage: DiskUsageObject {
        var usage = DiskUsageObject(stateDir: "/s", databaseBytes: 1, freeBytes: 4)
        usage.sweeps = [
            .init(sweep: SweepID("s"), name: "n", bytes: 1), .init(sweep: SweepID("t"), name: "n", bytes: nil),
        ]
        return usage
    }

    static var garbage: GarbageReport {
        var report = GarbageReport(dryRun: true)
        (report.paths, report.skipped) = (["/p"], ["why"])
        return report
    }

    static var run: RunObject {
        RunObject(
            run: "digits-3f9k/1", index: 1, state: .finished, owner: "ana", parameters: ["a": 1],
            objective: ObjectiveObject(name: "x", value: 1, step: nil, at: .last), queuedAt: zero)
    }

    static var attempt: AttemptObject {
        AttemptObject(
            AttemptRecord(
                id: AttemptID(run: RunID(sweep: SweepID("s"), index: 1), number: 1), bootID: "b", createdAt: zero))
    }

    static var event: EventObject {
        EventObject(
            EventRecord(
                sequence: 5, at: zero, sweep: SweepID("s"), run: 2, attempt: 1, event: "started", detail: "line\nline"))
    }

    static var summary: MetricSummaryObject {
        MetricSummaryObject(name: "m", MetricSummary(first: MetricPoint(name: "m", step: 0, value: 1, at: zero)))
    }

    static var host: HostObject {
        HostObject(
            version: "1", hostID: "0123456789ab", mode: .private, stateDir: "/s", runsDir: "/s/runs",
            sourceDir: "/s/source", socket: "/s/s.sock", slots: 2, cpus: 2, memoryBytes: 1, engines: ["none"],
            defaultEngine: "podman", limits: .init(cpus: 2, memoryBytes: 1), defaults: ["priority": 3])
    }

    /// Each object with the name of its component schema.
    static func all() throws -> [(schema: String, json: JSONValue)] {
        [
            ("Run", try Wire.json(run)), ("RunList", try Wire.json(RunList(runs: [run]))),
            (
                "RunDetail",
                try Wire.json(RunDetail(object: run, metricSummary: [summary], attemptList: [attempt], runDir: "/r"))
            ),
            ("Attempt", try Wire.json(attempt)), ("Sweep", try Wire.json(sweep())),
            ("SweepList", try Wire.json(SweepList(sweeps: [sweep()]))), ("Event", try Wire.json(event)),
            ("EventList", try Wire.json(EventList(events: [event]))), ("Host", try Wire.json(host)),
            (
                "Overlay",
                try Wire.json(Overlay(defaults: ["priority": 3], overrides: [Override(key: "a", value: "b")]))
            ),
            ("Explanation", try Wire.json(ExplainObject(subject: "s", state: "queued", reasons: ["r"]))),
            ("Environment", try Wire.json(EnvironmentObject(environment: [EnvironmentEntry("A", "b")]))),
            ("DiskUsage", try Wire.json(usage)), ("GarbageReport", try Wire.json(garbage)),
            ("Upload", try Wire.json(UploadObject(digest: "d"))),
            ("GPUList", try Wire.json(gpus)), ("DrainRequest", try Wire.json(DrainRequest(reason: "r"))),
            ("DrainRequest", try Wire.json(DrainRequest(until: zero))),
            ("Drain", try Wire.json(DrainObject(nil, live: []))),
            (
                "Drain",
                try Wire.json(
                    DrainObject(
                        Drain(reason: "r", since: zero, until: zero), live: [RunID(sweep: SweepID("s"), index: 1)]))
            ), ("SubmissionRequest", try Wire.json(submission)),
            ("SubmissionResponse", try Wire.json(SubmissionResponse(sweep: SweepID("s"), runs: nil))),
            (
                "RetryRequest",
                try Wire.json(
                    RetryRequest(
                        set: [Override(key: "a", value: "b")], fresh: true, source: submission.context.source))
            ),
            (
                "EditRequest",
                try Wire.json(
                    EditRequest(
                        set: [Override(key: "a", value: "b")], points: PointsReference(digest: "00", count: 1)))
            ),
            (
                "EditResponse",
                try Wire.json(
                    EditResponse(
                        sweep: SweepID("s"), state: .running, revision: 2,
                        changes: [.init(key: "run_cap", old: nil, new: "3")], points: 1, runs: 3, notes: ["n"]))
            ),
            (
                "PointList",
                try Wire.json(
                    PointList(points: [
                        PointObject(
                            sweep: SweepID("s"), parameters: ["a": 1], objective: "m", aggregate: .mean,
                            PointResult(runs: [1, 2], values: [1, 2]))
                    ]))
            ),
            ("RetryResponse", try Wire.json(RetryResponse(runs: 2))),
            ("ResubmitRequest", try Wire.json(ResubmitRequest(set: nil, replicates: 2, name: "n"))),
            (
                "Problem",
                try Wire.json(Problem(Fault(.usage, "m", details: [Diagnostic(.error, line: 1, column: 1, "m")])))
            ),
        ]
    }
}
