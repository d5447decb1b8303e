/// In which order a grid's points run.
package enum PointOrder: String, Codable, Sendable, CaseIterable {
    /// As the file lists the values, the last parameter by name varying fastest.
    case written
    /// In an order that the seed decides.
    case shuffled
}

/// How nested groups of parameters reach the command line.
package enum NestedStyle: String, Codable, Sendable, CaseIterable {
    /// `--a.b=1`
    case dotted
    /// `--a={'b': 1}`, as W&B's agent writes it.
    case dict
}

/// One point, several runs, judged together.
package struct Replicates: Hashable, Codable, Sendable {
    package enum Aggregate: String, Codable, Sendable, CaseIterable { case mean, median, min, max }

    /// The parameter that gets the values; nil where the runs differ in SWEEP_SEED alone.
    package var parameter: String?
    /// One run for each.
    package var values: [JSONValue]
    /// How the objectives of a point's runs become one.
    package var aggregate: Aggregate

    package init(parameter: String?, values: [JSONValue], aggregate: Aggregate = .mean) {
        self.parameter = parameter
        self.values = values
        self.aggregate = aggregate
    }
}

/// When a run that does badly ends before its time; checked and kept, and not carried out yet.
package struct EarlyTermination: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable { case hyperband, asha, median, threshold, patience }

    package var kind: Kind
    /// The rule's own settings, as checked.
    package var settings: JSONObject

    package init(kind: Kind, settings: JSONObject) {
        self.kind = kind
        self.settings = settings
    }
}

/// What stands in for the metric of a run that has none, in W&B's words.
package enum Imputation: String, Codable, Sendable, CaseIterable { case worst, best, latest }
