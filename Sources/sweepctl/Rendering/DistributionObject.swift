internal import SweepModel

extension ParameterDefinition {
    /// The parameter as `validate --json` prints it: W&B's keys, every default filled in, and the distribution in words.
    var object: JSONValue {
        var object = distribution.object
        object.append("text", .string(distribution.text))
        if let when {
            object.append("when", .object(JSONObject(when.map { ($0.name, .array($0.values)) })))
        }
        return .object(object)
    }
}

extension Distribution {
    fileprivate var object: JSONObject {
        switch self {
        case .constant(let value): ["distribution": "constant", "value": value]
        case .categorical(let values): ["distribution": "categorical", "values": .array(values)]
        case .weighted(let values, let probabilities):
            [
                "distribution": "categorical_w_probabilities", "values": .array(values),
                "probabilities": .array(probabilities.map(JSONValue.double)),
            ]
        case .intUniform(let min, let max): ["distribution": "int_uniform", "min": .int(min), "max": .int(max)]
        case .uniform(let min, let max): Self.object("uniform", ("min", min), ("max", max))
        case .logUniformValues(let min, let max): Self.object("log_uniform_values", ("min", min), ("max", max))
        case .normal(let mu, let sigma): Self.object("normal", ("mu", mu), ("sigma", sigma))
        case .logNormal(let mu, let sigma): Self.object("log_normal", ("mu", mu), ("sigma", sigma))
        case .beta(let a, let b): Self.object("beta", ("a", a), ("b", b))
        case .qUniform(let min, let max, let q, let integral):
            Self.object("q_uniform", ("min", min), ("max", max), q: q, integral)
        case .qLogUniformValues(let min, let max, let q, let integral):
            Self.object("q_log_uniform_values", ("min", min), ("max", max), q: q, integral)
        case .qNormal(let mu, let sigma, let q, let integral):
            Self.object("q_normal", ("mu", mu), ("sigma", sigma), q: q, integral)
        case .qLogNormal(let mu, let sigma, let q, let integral):
            Self.object("q_log_normal", ("mu", mu), ("sigma", sigma), q: q, integral)
        case .qBeta(let a, let b, let q, let integral): Self.object("q_beta", ("a", a), ("b", b), q: q, integral)
        }
    }

    /// - Parameter integral: whether the values are integers, which an integer as `q` says.
    private static func object(
        _ name: String, _ first: (String, Double), _ second: (String, Double), q: Double? = nil,
        _ integral: Bool = false
    ) -> JSONObject {
        var object: JSONObject = ["distribution": .string(name)]
        object.append(first.0, .double(first.1))
        object.append(second.0, .double(second.1))
        guard let q else { return object }
        object.append("q", integral ? Int64(exactly: q).map(JSONValue.int) ?? .double(q) : .double(q))
        return object
    }
}
