internal import SweepModel

/// Goes through the top of a file key by key; the parts have extensions of their own.
struct SpecificationBuilder {
    let section: Section
    var specification: Specification

    init(_ section: Section) {
        self.section = section
        specification = Specification(method: .list)
    }

    var log: FaultLog { section.log }

    mutating func build() -> Specification {
        readSpace()
        readLabels()
        readSearch()
        readCode()
        readLimits()
        readRetry()
        readEnvironment()
        readCapture()
        readContainer()
        checkCommand()
        return specification
    }

    /// A part of the file that is a mapping; nil where it is absent or none.
    func part(_ name: String, known: [String], later: [String] = []) -> Section? {
        section[name].flatMap { Section($0, path: name, log: log, known: known, later: later) }
    }
}

// What the sweep is called and what it optimises.
extension SpecificationBuilder {
    private mutating func readLabels() {
        specification.name = section.string("name", max: 128)
        if let element = section["description"], let text = element.text {
            specification.summary = text
        } else {
            specification.summary = section.string("description")
        }
        for name in ["project", "entity", "apiVersion", "kind"] { _ = section.string(name) }
        if let entry = section.entry("controller") {
            log.warning(entry.place, "'controller' has no effect: sweepd is the controller", hint: "leave it out")
        }
        guard let element = section["labels"] else { return }
        guard let entries = element.entries else {
            section.expected("labels", "a mapping of names to text", got: element)
            return
        }
        for entry in entries {
            guard let text = entry.value.text, text.count <= 256, entry.name.count <= 64 else {
                log.expected("labels.\(entry.name)", "text of at most 256 characters", got: entry.value)
                continue
            }
            specification.labels[entry.name] = .string(text)
        }
        if entries.count > 64 { log.error(element.place, "expected at most 64 labels, got: \(entries.count)") }
    }

    private mutating func readSearch() {
        specification.runCap = section.integer("run_cap", in: 1...Int64(Int32.max)).map(Int.init)
        if let seed = section.integer("seed", in: 0...Int64.max) { specification.seed = UInt64(seed) }
        guard let element = section["metric"] else { return }
        if let text = element.text {
            section.expected("metric", "a mapping", got: element, hint: "write {name: \(text), goal: minimize}")
            return
        }
        guard
            let metric = part(
                "metric", known: ["name", "goal", "at", "target"], later: ["impute", "impute_while_running"])
        else { return }
        guard metric.has("name") else {
            log.error(metric.place, "'metric' lacks 'name'", hint: "the name that the program reports")
            return
        }
        guard let name = metric.string("name", max: 256) else { return }
        specification.metric = MetricGoal(
            name: name, goal: metric.choice("goal", MetricGoal.Goal.self) ?? .minimize,
            at: metric.choice("at", MetricGoal.Judged.self) ?? .best, target: metric.number("target")?.doubleValue)
    }
}

extension MetricGoal.Goal: CaseIterable {
    static var allCases: [MetricGoal.Goal] { [.minimize, .maximize] }
}

extension MetricGoal.Judged: CaseIterable {
    static var allCases: [MetricGoal.Judged] { [.best, .last] }
}

extension SourceChoice.Mode: CaseIterable {
    static var allCases: [SourceChoice.Mode] { [.auto, .snapshot, .mount] }
}
