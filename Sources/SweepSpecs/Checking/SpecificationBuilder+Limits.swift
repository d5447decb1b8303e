internal import SweepModel

// What a run may use, how long, and what happens when it fails.
extension SpecificationBuilder {
    mutating func readLimits() {
        specification.maxParallel = section.integer("max_parallel", in: 1...1_000_000).map(Int.init)
        specification.priority = section.integer("priority", in: -1_000_000...1_000_000).map(Int.init) ?? 0
        specification.timeLimit = section.span("time_limit")
        specification.stopGrace = section.span("stop_grace", allowsZero: true) ?? .seconds(30)
        specification.gpuIdle = section.choice("gpu_idle", IdleDevices.self)
        guard let resources = part("resources", known: ["cpus", "memory", "disk"] + Self.deviceKeys) else { return }
        specification.resources.cpus = resources.integer("cpus", in: 1...100_000).map(Int.init)
        specification.resources.memory = resources.byteCount("memory")
        specification.resources.disk = resources.byteCount("disk")
        specification.resources.devices = deviceRequest(resources)
    }

    mutating func readRetry() {
        readBrake()
        let element = section["retry"]
        if let count = element?.json.intValue, let element {
            section.expected("retry", "a mapping", got: element, hint: "write {max: \(count)}")
            return
        }
        guard let retry = part("retry", known: ["max", "backoff", "factor", "max_backoff", "on"]) else { return }
        let policy = RetryPolicy()
        specification.retry = RetryPolicy(
            max: retry.integer("max", in: 0...1000).map(Int.init) ?? policy.max,
            backoff: retry.span("backoff", allowsZero: true) ?? policy.backoff,
            factor: factor(retry) ?? policy.factor,
            maxBackoff: retry.span("max_backoff", allowsZero: true) ?? policy.maxBackoff,
            on: classes(retry) ?? policy.on)
    }

    private func factor(_ retry: Section) -> Double? {
        guard let element = retry["factor"], let factor = retry.number("factor")?.doubleValue else { return nil }
        guard factor >= 1, factor <= 1000 else {
            retry.expected("factor", "a number from 1 to 1000", got: element)
            return nil
        }
        return factor
    }

    private func classes(_ retry: Section) -> [RetryPolicy.Class]? {
        let names = RetryPolicy.Class.allCases.map(\.rawValue)
        return retry.strings("on", max: 16)?.compactMap { item in
            if let found = RetryPolicy.Class(rawValue: item.text) { return found }
            log.error(
                item.place, "expected 'retry.on' to hold \(names.joined(separator: " or ")), got: \(quoted(item.text))",
                hint: Suggestion.hint(for: item.text, among: names))
            return nil
        }
    }

    private mutating func readBrake() {
        guard let brake = part("max_failures", known: ["first", "consecutive"]) else { return }
        let range: ClosedRange<Int64> = 0...Int64(Int32.max)
        if let first = brake.integer("first", in: range) { specification.maxFailures.first = Int(first) }
        if let count = brake.integer("consecutive", in: range) { specification.maxFailures.consecutive = Int(count) }
    }
}
