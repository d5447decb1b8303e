/// Runs of `true` in containers of podman's, two slots, from submission to all outcomes durable.
struct ContainerCost: Benchmark {
    static let name = "containers"
    static let summary = "100 runs of true in podman's containers on 2 slots, beside a shell loop of the same"

    func measure(in setting: Setting) throws(Failure) -> [Figure] {
        let count = setting.size(100)
        var race = Race([ContainerRuns.self, PodmanLoop.self], in: setting)
        for _ in 0..<setting.runs { try race.lap(count: count, slots: Throughput.slots) }
        return [
            Figure(
                benchmark: Self.name, title: "\(count) runs of true in containers, per run", unit: .seconds,
                ours: race.reading(ContainerRuns.self, of: count), yardstick: race.reading(PodmanLoop.self, of: count),
                must: .ratio(1.15))
        ]
    }
}
