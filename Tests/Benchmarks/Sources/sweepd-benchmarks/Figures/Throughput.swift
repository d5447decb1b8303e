/// 2,000 runs of /bin/true, engine none, two slots, from submission to all outcomes durable.
struct Throughput: Benchmark {
    static let name = "throughput"
    static let summary = "2,000 runs of /bin/true on 2 slots, beside a C loop and other queues"
    static let slots = 2

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let count = setting.size(2000)
        var race = Race(
            [Sweepd.self, AttemptLoop.self, GNUParallel.self, HyperQueue.self, TaskSpooler.self], in: setting)
        for _ in 0..<setting.runs { try race.lap(count: count, slots: Self.slots) }
        let rivals: [(any Contender.Type, Figure.Must)] = [
            (AttemptLoop.self, .ratio(1.5)), (GNUParallel.self, .ratio(1)), (HyperQueue.self, .aim(1)),
            (TaskSpooler.self, .reported),
        ]
        return rivals.map { rival, must in
            Figure(
                benchmark: name, title: "\(count) runs of /bin/true, per run", unit: .seconds,
                ours: race.reading(Sweepd.self, of: count), yardstick: race.reading(rival, of: count), must: must)
        }
    }
}

/// Ten times as many: a queue must not slow down as it fills.
struct LongThroughput: Benchmark {
    static let name = "long-throughput"
    static let summary = "20,000 runs of /bin/true, per run, beside 2,000"
    /// "No slower", as far as two medians of a noisy machine can tell.
    private static let noise = 1.05

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let (short, long) = (setting.size(2000), setting.size(20_000))
        let kinds: [any Contender.Type] = [Sweepd.self, AttemptLoop.self]
        var (shorter, longer) = (Race(kinds, in: setting), Race(kinds, in: setting))
        for _ in 0..<min(3, setting.runs) {
            try shorter.lap(count: short, slots: Throughput.slots)
            try longer.lap(count: long, slots: Throughput.slots)
        }
        return kinds.map { kind in
            let whose = kind.name == Sweepd.name ? "" : " (\(kind.name))"
            var beside = shorter.reading(kind, of: short)
            beside = Reading(name: "\(short) runs", samples: beside.samples, skipped: beside.skipped)
            return Figure(
                benchmark: name, title: "\(long) runs of /bin/true, per run\(whose)", unit: .seconds,
                ours: longer.reading(kind, of: long), yardstick: beside,
                must: whose.isEmpty ? .ratio(Self.noise) : .reported)
        }
    }
}
