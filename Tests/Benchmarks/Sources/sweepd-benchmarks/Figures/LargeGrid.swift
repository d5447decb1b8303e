internal import Glibc

/// A 10^12-point grid: accepted at once, and its first run started at once.
struct LargeGrid: Benchmark {
    static let name = "large-grid"
    static let summary = "submit 10^12 points, and start the first run"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let large = Specification.large
        let small = Specification(name: "small", dimensions: [4])
        var (ours, yardsticks) = (Samples(), Samples())
        if setting.missing == nil {
            for _ in 0..<max(5, setting.runs) {
                try ours.add(large, setting)
                try yardsticks.add(small, setting)
            }
        }
        func figure(_ title: String, _ samples: KeyPath<Samples, [Double]>, _ limit: Double) -> Figure {
            Figure(
                benchmark: name, title: title + ", best", unit: .seconds,
                ours: Reading(
                    name: "sweepd", samples: ours[keyPath: samples], statistic: .best, skipped: setting.missing),
                yardstick: Reading(name: "4 points", samples: yardsticks[keyPath: samples], statistic: .best),
                must: .atMost(limit))
        }
        return [
            figure("submit 10^12 points", \.submitted, 0.05),
            figure("first of 10^12 runs started", \.started, 0.1),
        ]
    }

    private struct Samples {
        /// The whole process of `sweepctl submit`.
        var submitted: [Double] = []
        /// From the start of that process to the start of the first run.
        var started: [Double] = []

        /// On a new daemon, which has no runner ready.
        mutating func add(_ specification: Specification, _ setting: Setting) throws(Failure) {
            let daemon = try setting.daemon(slots: 2)
            defer { daemon.end() }
            let file = try specification.write(in: daemon.base)
            let start = Self.now
            let outcome = try daemon.command("submit", file).succeed()
            var first: Int64 = 0
            try Deadline.wait("the first run to start", seconds: 20) { () throws(Failure) in
                first = try daemon.queue.integer("SELECT min(started_at) FROM run")
                return first > 0
            }
            let sweep = outcome.output.trimmedLine
            _ = try daemon.command("cancel", sweep).run()
            submitted.append(outcome.seconds)
            started.append(Double(first - start) / 1e9)
        }

        /// Since 1970, in nanoseconds, as the daemon counts.
        private static var now: Int64 {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
    }
}
