internal import SweepModel

/// `early_terminate`: W&B's hyperband, and sweepd's own rules. Each is kept with all of its settings, defaults included.
struct EarlyTerminationReader {
    private let root: Section
    private let element: Element

    /// - Returns: nil where the file has none.
    init?(_ root: Section) {
        guard let element = root["early_terminate"] else { return nil }
        self.root = root
        self.element = element
    }

    private var log: FaultLog { root.log }
    private static let name = "early_terminate"
    private static let iterations: ClosedRange<Int64> = 1...Int64(Int32.max)

    /// What a rule of that kind may say.
    static func keys(_ kind: EarlyTermination.Kind) -> [String] {
        switch kind {
        case .hyperband: ["type", "min_iter", "max_iter", "s", "eta", "strict"]
        case .asha: ["type", "min_iter", "max_iter", "eta"]
        case .median: ["type", "min_iter", "min_runs"]
        case .threshold: ["type", "value", "min_iter"]
        case .patience: ["type", "iterations", "min_delta", "min_iter"]
        }
    }

    func read() -> EarlyTermination? {
        guard element.entries != nil else {
            let hint = element.text.map { "write {type: \($0), min_iter: 3}" }
            root.expected(Self.name, "a mapping", got: element, hint: hint)
            return nil
        }
        guard let kind = kind(), let section = section(kind) else { return nil }
        if !root.has("metric") {
            log.error(
                element.place, "'metric' is missing, by which 'early_terminate' judges",
                hint: "metric: {name: loss, goal: minimize}")
        }
        if let place = root.entry(Self.name)?.place {
            log.unsupported(place, "'early_terminate'", hint: "leave it out")
        }
        return settings(kind, section).map { EarlyTermination(kind: kind, settings: $0) }
    }

    private func section(_ kind: EarlyTermination.Kind) -> Section? {
        Section(element, path: Self.name, log: log, known: Self.keys(kind))
    }

    private func kind() -> EarlyTermination.Kind? {
        guard let entry = element.entries?.first(where: { $0.name == "type" }) else {
            log.error(element.place, "'early_terminate' lacks 'type'", hint: "type: hyperband")
            return nil
        }
        if let kind = entry.value.text.flatMap(EarlyTermination.Kind.init(rawValue:)) { return kind }
        let names = EarlyTermination.Kind.allCases.map(\.rawValue)
        log.expected(
            "early_terminate.type", "one of " + names.joined(separator: ", "), got: entry.value,
            hint: entry.value.text.flatMap { Suggestion.hint(for: $0, among: names) })
        return nil
    }

    private func settings(_ kind: EarlyTermination.Kind, _ section: Section) -> JSONObject? {
        switch kind {
        case .hyperband: hyperband(section)
        case .asha: asha(section)
        case .median:
            ["min_iter": count("min_iter", section, without: 1), "min_runs": count("min_runs", section, without: 5)]
        case .threshold: threshold(section)
        case .patience: patience(section)
        }
    }

    private func count(_ name: String, _ section: Section, without: Int64) -> JSONValue {
        .int(section.integer(name, in: Self.iterations) ?? without)
    }

    private func eta(_ section: Section) -> JSONValue {
        .double(section.number("eta", "a number above 1") { $0 > 1 } ?? 3)
    }

    /// By `max_iter` and `s` where both ways of choosing its bands are given, as W&B does.
    private func hyperband(_ section: Section) -> JSONObject? {
        let common: JSONObject = ["eta": eta(section), "strict": .bool(section.flag("strict") ?? true)]
        let (least, most) = (count("min_iter", section, without: 1), count("max_iter", section, without: 1))
        let steps = section.integer("s", in: 1...1000)
        if section.has("max_iter"), section.has("s") {
            warn("min_iter", beside: "max_iter", section)
            return steps.map { JSONObject([("max_iter", most), ("s", .int($0))] + common.pairs) }
        }
        guard section.has("min_iter") else {
            let missing = section.has("max_iter") ? "'s' beside 'max_iter'" : "'min_iter', or 'max_iter' and 's'"
            log.error(element.place, "'early_terminate' lacks \(missing)")
            return nil
        }
        guard !section.has("max_iter") else {
            log.error(element.place, "'early_terminate' lacks 's' beside 'max_iter'", hint: "or leave 'max_iter' out")
            return nil
        }
        warn("s", beside: "min_iter", section)
        return JSONObject([("min_iter", least)] + common.pairs)
    }

    private func warn(_ name: String, beside other: String, _ section: Section) {
        guard let place = section.entry(name)?.place else { return }
        log.warning(place, "'early_terminate.\(name)' has no effect beside '\(other)'", hint: "leave one of them out")
    }

    private func asha(_ section: Section) -> JSONObject {
        var settings: JSONObject = ["min_iter": count("min_iter", section, without: 1), "eta": eta(section)]
        guard let most = section.integer("max_iter", in: Self.iterations) else { return settings }
        settings["max_iter"] = .int(most)
        if let least = settings["min_iter"]?.intValue, most < least, let element = section["max_iter"] {
            section.expected("max_iter", "at least 'min_iter', which is \(least)", got: element)
        }
        return settings
    }

    private func threshold(_ section: Section) -> JSONObject? {
        guard section.has("value") else {
            log.error(section.place, "'early_terminate' lacks 'value'", hint: "what the metric must be better than")
            return nil
        }
        guard let value = section.number("value")?.doubleValue else { return nil }
        return ["value": .double(value), "min_iter": count("min_iter", section, without: 1)]
    }

    private func patience(_ section: Section) -> JSONObject? {
        guard section.has("iterations") else {
            log.error(
                section.place, "'early_terminate' lacks 'iterations'", hint: "how many values may bring nothing better")
            return nil
        }
        let delta = section.number("min_delta", "at least 0") { $0 >= 0 } ?? 0
        return [
            "iterations": count("iterations", section, without: 1), "min_delta": .double(delta),
            "min_iter": count("min_iter", section, without: 1),
        ]
    }
}

extension JSONObject {
    fileprivate var pairs: [(String, JSONValue)] { members.map { ($0.name, $0.value) } }
}
