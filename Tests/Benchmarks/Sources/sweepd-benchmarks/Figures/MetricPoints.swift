internal import CYardsticks
internal import FoundationEssentials
internal import Glibc

/// 10^5 points that one run writes in a burst.
struct MetricPoints: Benchmark {
    static let name = "metric-points"
    static let summary = "10^5 metric points from one run: how soon stored, at what cost"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let count = setting.size(100_000)
        var samples = Samples()
        let missing = setting.missing
        for _ in 0..<setting.runs {
            let folder = try setting.scratch.folder()
            defer { setting.scratch.settle() }
            let lines = folder + "/points.jsonl"
            try Scratch.write(Self.lines(count), to: lines)
            try samples.addYardstick(lines, database: folder + "/points.db", count: count)
            if missing == nil { try samples.addOurs(lines, count: count, daemon: setting.daemon(slots: 1)) }
        }
        func figure(
            _ title: String, _ unit: Unit, _ ours: [Double], _ yardstick: [Double]?, _ must: Figure.Must
        ) -> Figure {
            Figure(
                benchmark: name, title: title, unit: unit,
                ours: Reading(name: "sweepd", samples: ours, skipped: missing),
                yardstick: yardstick.map { Reading(name: "C, one transaction", samples: $0) }, must: must)
        }
        return [
            figure(
                "10^5 points stored after the last was written", .seconds, samples.lag, samples.yardstick, .atMost(2)),
            figure("processor time of the daemon for them", .seconds, samples.cpu, samples.yardstickCPU, .reported),
            figure("cores it kept busy meanwhile", .cores, samples.cores, nil, .atMost(1)),
        ]
    }

    private static func lines(_ count: Int) -> String {
        (0..<count).map { "{\"step\": \($0), \"value\": \(Double($0 &* 7919 % 1_000_003) / 1_000_003)}\n" }.joined()
    }

    private struct Samples {
        var lag: [Double] = []
        var cpu: [Double] = []
        var cores: [Double] = []
        var yardstick: [Double] = []
        var yardstickCPU: [Double] = []

        mutating func addYardstick(_ lines: String, database: String, count: Int) throws(Failure) {
            let (start, before) = (ContinuousClock.now, try ProcessUsage(of: getpid()))
            let stored = try Yardstick.call { yardstick_points(lines, database, &$0) }
            guard stored == count else { throw Failure("expected \(count) points in '\(lines)', got: \(stored)") }
            yardstick.append(start.duration(to: .now).seconds)
            yardstickCPU.append(try ProcessUsage(of: getpid()).cpuSeconds - before.cpuSeconds)
        }

        /// The run waits at a gate, copies the lines into its metrics file, and waits again.
        mutating func addOurs(_ lines: String, count: Int, daemon: Daemon) throws(Failure) {
            defer { daemon.end() }
            let gate = try Gate(in: daemon.folder)
            let script = "\(gate.wait); cat '\(lines)' >> \"$SWEEP_METRICS_FILE\"; \(gate.wait)"
            let sweep = try daemon.submit(
                Specification(name: "points", command: ["/bin/sh", "-c", script], dimensions: [1]))
            try Deadline.wait("the run to start", seconds: 20) { () throws(Failure) in
                try daemon.queue.integer("SELECT count(*) FROM run WHERE state = 'running'") == 1
            }
            let (start, before) = (ContinuousClock.now, try daemon.usage())
            gate.open()
            try Deadline.wait("\(count) points to be stored", seconds: 60) { () throws(Failure) in
                try daemon.queue.integer("SELECT count FROM metric_summary") == count
            }
            let (seconds, end) = (start.duration(to: .now).seconds, Self.now)
            cpu.append(try daemon.usage().cpuSeconds - before.cpuSeconds)
            cores.append((cpu.last ?? 0) / seconds)
            lag.append(end - (try Self.written("\(daemon.state)/runs/\(sweep)/1/attempt-1/metrics.jsonl")))
            gate.open()
            _ = try daemon.command("wait", sweep).run()
        }

        private static var now: Double {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return seconds(time)
        }

        /// When a file was last written to, in seconds since 1970.
        private static func written(_ path: String) throws(Failure) -> Double {
            var status = stat()
            guard stat(path, &status) == 0 else { throw Failure("cannot find '\(path)'") }
            return seconds(status.st_mtim)
        }

        private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 }
    }
}
