internal import SweepModel
internal import SweepTerminal

extension Distribution {
    /// The distribution in a few words.
    var text: String {
        switch self {
        case .constant(let value): "constant \(ValueText.short(value))"
        case .categorical(let values): "one of \(Self.list(values))"
        case .weighted(let values, let probabilities):
            "one of \(Self.list(values)), weighted \(Self.list(probabilities.map(JSONValue.double)))"
        case .intUniform(let min, let max): "integers from \(min) to \(max)"
        case .normal(let mu, let sigma): "normal, mean \(NumberText.short(mu)), deviation \(NumberText.short(sigma))"
        case .logNormal, .beta, .qLogUniformValues, .qNormal, .qLogNormal, .qBeta: "not supported yet"
        case .uniform(let min, let max): "uniform from \(NumberText.short(min)) to \(NumberText.short(max))"
        case .logUniformValues(let min, let max):
            "log-uniform from \(NumberText.short(min)) to \(NumberText.short(max))"
        case .qUniform(let min, let max, let q, _):
            "multiples of \(NumberText.short(q)) from \(NumberText.short(min)) to \(NumberText.short(max))"
        }
    }

    private static func list(_ values: [JSONValue]) -> String {
        let shown = values.prefix(8).map { ValueText.short($0) }.joined(separator: ", ")
        return values.count > 8 ? "\(shown), … (\(values.count))" : shown
    }
}
