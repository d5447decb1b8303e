internal import SweepModel
internal import SweepSearch
internal import SweepSpecs
internal import SweepTerminal

extension SpecificationMeaning {
    /// For people.
    var facts: Facts {
        var facts = Facts()
        facts.add("space", spaceText)
        facts.add("constraints", feasibilityText)
        facts.add("points", checked.points.map { "\($0.count) from files, run first" })
        facts.add("method", method)
        facts.add("runs", runs.map { "\($0)" } ?? (space == .unbounded ? "unbounded" : "not counted"))
        facts.add("replicates", specification.replicates?.text)
        facts.add("metric", specification.metric.map { "\($0.goal.rawValue) \($0.name)" })
        facts.add("early end", specification.earlyTerminate?.text)
        for group in specification.zip { facts.add("together", group.joined(separator: ", ")) }
        for parameter in specification.parameters {
            facts.add("  " + parameter.name, checked.declaresInFiles ? "as the points give it" : parameter.meaning)
        }
        if !usesParameters, !specification.parameters.isEmpty {
            facts.add("arguments", "the command names no parameter: they reach the program by its environment")
        }
        return facts
    }

    private var spaceText: String {
        switch space {
        case .finite(let count): (count + (checked.points?.count ?? 0)).counted("point")
        case .huge: "too many points to be counted"
        case .unbounded: "continuous"
        }
    }

    private var method: String {
        let words = [
            specification.method.rawValue, specification.seed.map { "seed \($0)" },
            specification.order == .shuffled ? "shuffled" : nil,
            specification.wandbStrict ? "draws as W&B's" : nil,
        ]
        return words.compactMap { $0 }.joined(separator: ", ")
    }

    private var feasibilityText: String? {
        switch feasibility {
        case .unconstrained: return nil
        case .exact(let count, let all): return "\(count) of \(all.counted("point")) fulfil them"
        case .sampled(0, let all): return "none of \(all) points drawn at random fulfils them: few do, or none"
        case .sampled(let count, let all):
            let share = NumberText.short(Double(count) / Double(all) * 100)
            let estimate = space.count.map { ", some \(Int64(Double($0) * Double(count) / Double(all)))" } ?? ""
            return "about \(share) % of the points fulfil them\(estimate) (estimated from \(all) draws)"
        }
    }

    /// For programs.
    var object: JSONValue {
        [
            "valid": true, "method": .string(specification.method.rawValue), "size": .optional(search.size.count),
            "feasible": feasible, "runs": .optional(runs),
            "file_points": .optional(checked.points?.count),
            "parameters": .object(JSONObject(specification.parameters.map { ($0.name, $0.object) })),
            "early_terminate": specification.earlyTerminate.map {
                ["type": .string($0.kind.rawValue), "settings": .object($0.settings), "text": .string($0.text)]
            } ?? .null,
            "commands": .array(commands.map { .array($0.map(JSONValue.string)) }),
            "warnings": .array(checked.warnings.map(\.object)),
            "unsupported": .array(checked.unsupported.map(\.object)),
        ]
    }

    private var feasible: JSONValue {
        switch feasibility {
        case .unconstrained: .null
        case .exact(let count, let all): ["count": .int(count), "of": .int(all), "exact": true]
        case .sampled(let count, let all): ["count": .int(Int64(count)), "of": .int(Int64(all)), "exact": false]
        }
    }
}

extension ParameterDefinition {
    /// The distribution and the condition in words.
    fileprivate var meaning: String {
        guard let when else { return distribution.text }
        let conditions = when.map { "\($0.name) is " + $0.values.map(ValueText.written).joined(separator: " or ") }
        return distribution.text + ", where " + conditions.joined(separator: " and ")
    }
}

extension Replicates {
    fileprivate var text: String {
        let values = values.prefix(8).map(ValueText.written).joined(separator: ", ")
        let set = parameter.map { ", \($0) = \(values)\(self.values.count > 8 ? ", …" : "")" } ?? ""
        return "\(self.values.count.counted("run")) a point\(set), judged by their \(aggregate.rawValue)"
    }
}
