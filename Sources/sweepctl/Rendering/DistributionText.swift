internal import SweepModel
internal import SweepTerminal

extension Distribution {
    /// The distribution in a few words.
    var text: String {
        switch self {
        case .constant(let value): "constant \(ValueText.written(value))"
        case .categorical(let values): "one of \(Self.list(values))"
        case .weighted(let values, let probabilities):
            "one of \(Self.list(values)), weighted \(Self.list(probabilities.map(JSONValue.double)))"
        case .intUniform(let min, let max): "integers from \(min) to \(max)"
        case .uniform(let min, let max): "uniform \(Self.range(min, max))"
        case .logUniformValues(let min, let max): "log-uniform \(Self.range(min, max))"
        case .normal(let mu, let sigma): "normal, \(Self.bell(mu, sigma))"
        case .logNormal(let mu, let sigma): "log-normal, logarithms of \(Self.bell(mu, sigma))"
        case .beta(let a, let b): "beta, \(Self.shapes(a, b))"
        case .qUniform(let min, let max, let q, _): "\(Self.multiples(q)) \(Self.range(min, max))"
        case .qLogUniformValues(let min, let max, let q, _): "\(Self.multiples(q)), log-uniform \(Self.range(min, max))"
        case .qNormal(let mu, let sigma, let q, _): "\(Self.multiples(q)), normal, \(Self.bell(mu, sigma))"
        case .qLogNormal(let mu, let sigma, let q, _):
            "\(Self.multiples(q)), log-normal, logarithms of \(Self.bell(mu, sigma))"
        case .qBeta(let a, let b, let q, _): "\(Self.multiples(q)), beta, \(Self.shapes(a, b))"
        }
    }

    private static func range(_ min: Double, _ max: Double) -> String {
        "from \(NumberText.short(min)) to \(NumberText.short(max))"
    }

    private static func bell(_ mu: Double, _ sigma: Double) -> String {
        "mean \(NumberText.short(mu)), deviation \(NumberText.short(sigma))"
    }

    private static func shapes(_ a: Double, _ b: Double) -> String {
        "a \(NumberText.short(a)), b \(NumberText.short(b))"
    }

    private static func multiples(_ q: Double) -> String { "multiples of \(NumberText.short(q))" }

    private static func list(_ values: [JSONValue]) -> String {
        let shown = values.prefix(8).map(ValueText.written).joined(separator: ", ")
        return values.count > 8 ? "\(shown), … (\(values.count))" : shown
    }
}
