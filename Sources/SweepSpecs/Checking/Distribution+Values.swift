internal import SweepModel

// What a value from outside of the search must be to belong to a parameter.
extension Distribution {
    /// What its numbers must be, in words; nil where it lists its values.
    var expectation: String? {
        switch self {
        case .constant, .categorical, .weighted: nil
        case .intUniform(let min, let max): "an integer from \(min) to \(max)"
        case .uniform(let min, let max), .logUniformValues(let min, let max), .qUniform(let min, let max, _, _),
            .qLogUniformValues(let min, let max, _, _):
            "a number from \(Self.shown(min)) to \(Self.shown(max))"
        case .beta, .qBeta: "a number from 0 to 1"
        case .logNormal, .qLogNormal: "a number of at least 0"
        case .normal, .qNormal: "a number"
        }
    }

    private static func shown(_ number: Double) -> String {
        PythonText.str(Int64(exactly: number).map(JSONValue.int) ?? .double(number))
    }

    /// Whether a number lies in its range; true for every value where it lists its values, since an explicit point may
    /// go beyond these.
    func holds(_ value: JSONValue) -> Bool {
        switch self {
        case .constant, .categorical, .weighted: return true
        case .intUniform(let min, let max): return value.intValue.map { (min...max).contains($0) } ?? false
        case .uniform(let min, let max), .logUniformValues(let min, let max), .qUniform(let min, let max, _, _),
            .qLogUniformValues(let min, let max, _, _):
            return value.doubleValue.map { (min...max).contains($0) } ?? false
        case .beta: return value.doubleValue.map { (0...1).contains($0) } ?? false
        case .logNormal, .qLogNormal: return value.doubleValue.map { $0 >= 0 && $0.isFinite } ?? false
        case .qBeta, .normal, .qNormal: return value.doubleValue.map(\.isFinite) ?? false
        }
    }

    /// Whether its values are integers.
    var isIntegral: Bool {
        switch self {
        case .intUniform: true
        case .qUniform(_, _, _, let integral), .qLogUniformValues(_, _, _, let integral),
            .qNormal(_, _, _, let integral),
            .qLogNormal(_, _, _, let integral), .qBeta(_, _, _, let integral):
            integral
        case .constant, .categorical, .weighted, .uniform, .logUniformValues, .normal, .logNormal, .beta: false
        }
    }
}
