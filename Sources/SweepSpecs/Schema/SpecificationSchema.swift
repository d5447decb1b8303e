package import SweepModel

/// The JSON Schema (draft 2020-12) of specifications, for editors and other programs: the shape of a file, without what
/// no schema can say, such as that `min` is less than `max`.
package enum SpecificationSchema {
    /// The whole schema.
    package static var document: JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "sweepd specification",
            "type": "object", "properties": .object(JSONObject(keys)), "additionalProperties": false,
            "anyOf": [["required": ["method", "parameters"]], ["required": ["points"]]],
            "$defs": .object(
                JSONObject(
                    [
                        ("number", number), ("span", span), ("bytes", bytes), ("metric", metric),
                        ("parameters", parameters), ("parameter", parameter),
                    ])),
        ]
    }

    /// In the order of the reference.
    static var keys: [(String, JSONValue)] { searchKeys + relationKeys + runKeys + ignoredKeys }

    private static var ignoredKeys: [(String, JSONValue)] { SpecificationKeys.ignored.map { ($0, SchemaForm.any) } }

    private static let number: JSONValue = [
        "anyOf": [
            ["type": "number"],
            ["type": "string", "pattern": #"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"#],
        ]
    ]
    private static let span: JSONValue = ["type": ["number", "string"]]
    private static let bytes: JSONValue = ["type": ["integer", "string"]]

    private static var searchKeys: [(String, JSONValue)] {
        [
            ("name", ["type": "string", "maxLength": 128]),
            ("description", SchemaForm.scalar),
            ("method", SchemaForm.words(Specification.Method.allCases.map(\.rawValue))),
            ("parameters", SchemaForm.reference("parameters")),
            ("points", points),
            ("metric", SchemaForm.reference("metric")),
            ("run_cap", SchemaForm.integer(from: 1, to: Int64(Int32.max))),
            ("seed", SchemaForm.integer(from: 0)),
            ("order", SchemaForm.words(PointOrder.allCases.map(\.rawValue))),
            ("nested", SchemaForm.words(NestedStyle.allCases.map(\.rawValue))),
            ("wandb_strict", SchemaForm.flag),
        ]
    }

    private static var points: JSONValue {
        SchemaForm.either(
            SchemaForm.someText,
            SchemaForm.list(["type": "object"], from: 1, to: Int64(InlinePoints.countMax)))
    }

    private static var metric: JSONValue {
        let imputations = Imputation.allCases.map(\.rawValue)
        return SchemaForm.mapping(
            [
                ("name", SchemaForm.someText), ("goal", SchemaForm.words(MetricGoal.Goal.allCases.map(\.rawValue))),
                ("at", SchemaForm.words(MetricGoal.Judged.allCases.map(\.rawValue))), ("target", SchemaForm.number),
                ("impute", SchemaForm.words(imputations)),
                ("impute_while_running", SchemaForm.words(imputations + ["false"])),
            ], required: ["name"])
    }

    private static var relationKeys: [(String, JSONValue)] {
        [
            ("zip", SchemaForm.list(SchemaForm.list(SchemaForm.text, from: 2))),
            ("constraints", SchemaForm.list(SchemaForm.scalar)),
            ("replicates", replicates),
            ("early_terminate", earlyTermination),
            ("scheduler", SchemaForm.mapping([("engine", SchemaForm.constant("wandb"))], required: ["engine"])),
        ]
    }

    private static var replicates: JSONValue {
        let aggregates = Replicates.Aggregate.allCases.map(\.rawValue)
        return SchemaForm.either(
            SchemaForm.integer(from: 1),
            SchemaForm.mapping(
                [
                    ("parameter", SchemaForm.someText), ("values", SchemaForm.list(SchemaForm.any, from: 1)),
                    ("aggregate", SchemaForm.words(aggregates)),
                ], required: ["values"]))
    }

    private static var earlyTermination: JSONValue {
        [
            "oneOf": .array(
                EarlyTermination.Kind.allCases.map { kind in
                    let keys = EarlyTerminationReader.keys(kind).map { key in
                        (key, key == "type" ? SchemaForm.constant(kind.rawValue) : setting(key))
                    }
                    return SchemaForm.mapping(keys, required: ["type"])
                })
        ]
    }

    private static func setting(_ name: String) -> JSONValue {
        switch name {
        case "strict": SchemaForm.flag
        case "eta", "value", "min_delta": SchemaForm.number
        default: SchemaForm.integer(from: 1)
        }
    }
}
