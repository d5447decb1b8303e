internal import SweepModel

// What the sweep optimises, and how far it goes.
extension SpecificationBuilder {
    mutating func readSearch() {
        specification.runCap = section.integer("run_cap", in: 1...Int64(Int32.max)).map(Int.init)
        if let seed = section.integer("seed", in: 0...Int64.max) { specification.seed = UInt64(seed) }
        readMetric()
        if let reader = EarlyTerminationReader(section) { specification.earlyTerminate = reader.read() }
        readScheduler()
        if specification.method == .bayes { checkBayes() }
    }

    private mutating func readMetric() {
        guard let element = section["metric"] else { return }
        if let text = element.text {
            section.expected("metric", "a mapping", got: element, hint: "write {name: \(text), goal: minimize}")
            return
        }
        let known = ["name", "goal", "at", "target", "impute", "impute_while_running"]
        guard let metric = part("metric", known: known) else { return }
        specification.impute = metric.choice("impute", Imputation.self)
        specification.imputeWhileRunning = imputeWhileRunning(metric)
        guard metric.has("name") else {
            log.error(metric.place, "'metric' lacks 'name'", hint: "the name that the program reports")
            return
        }
        guard let name = metric.string("name", max: 256) else { return }
        specification.metric = MetricGoal(
            name: name, goal: metric.choice("goal", MetricGoal.Goal.self) ?? .minimize,
            at: metric.choice("at", MetricGoal.Judged.self) ?? .best, target: metric.number("target")?.doubleValue)
    }

    /// W&B's word for "not at all" is the text `false`, and no other spelling of it.
    private func imputeWhileRunning(_ metric: Section) -> Imputation? {
        let name = "impute_while_running"
        guard let element = metric[name] else { return nil }
        switch element.json {
        case .string("false"): return nil
        case .bool(false):
            metric.expected(name, "text", got: element, hint: "write 'false' in quotes, or leave it out")
        case .string(let text) where Imputation(rawValue: text) != nil: return Imputation(rawValue: text)
        default: metric.expected(name, "worst or best or latest or 'false'", got: element)
        }
        return nil
    }

    /// W&B's own scheduler searches as sweepd does; any other is a program of the user's.
    private func readScheduler() {
        guard let entry = section.entry("scheduler") else { return }
        guard let entries = entry.value.entries, entries.map(\.name) == ["engine"], entries[0].value.text == "wandb"
        else {
            log.error(
                entry.place, "'scheduler' is not supported yet: the search cannot come from another program",
                hint: "leave it out")
            return
        }
        for other in ["early_terminate", "controller"] {
            guard let place = section.entry(other)?.place else { continue }
            log.error(place, "'\(other)' cannot stand beside 'scheduler'", hint: "leave 'scheduler' out")
        }
        log.warning(entry.place, "'scheduler' has no effect: sweepd drives the search itself", hint: "leave it out")
    }

    private func checkBayes() {
        guard let place = section["method"]?.place else { return }
        if !section.has("metric") {
            log.error(
                place, "'metric' is missing, which 'method: bayes' optimises",
                hint: "metric: {name: loss, goal: minimize}")
        }
        let isSearchable = specification.parameters.contains { parameter in
            if case .constant = parameter.distribution { false } else { true }
        }
        if !isSearchable, !specification.parameters.isEmpty {
            log.error(
                place, "'method: bayes' has nothing to search: every parameter is a constant",
                hint: "give one of them 'min' and 'max'")
        }
    }
}

extension MetricGoal.Goal: CaseIterable {
    static var allCases: [MetricGoal.Goal] { [.minimize, .maximize] }
}

extension MetricGoal.Judged: CaseIterable {
    static var allCases: [MetricGoal.Judged] { [.best, .last] }
}
