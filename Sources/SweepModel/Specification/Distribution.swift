/// Where the values of one parameter come from, as checked; formulas in SweepSearch.
package enum Distribution: Hashable, Codable, Sendable {
    case constant(JSONValue)
    /// Each of the values equally likely; a grid visits them in this order.
    case categorical([JSONValue])
    /// The values with their probabilities (same length, sum 1).
    case weighted([JSONValue], probabilities: [Double])
    /// Integers from `min` to `max`, both included.
    case intUniform(min: Int64, max: Int64)
    /// `min ≤ x < max`.
    case uniform(min: Double, max: Double)
    /// `ln x` uniform between the logarithms of `min` (> 0) and `max`.
    case logUniformValues(min: Double, max: Double)
    /// Multiples of `q` (> 0) within `min` to `max`; integers where `integral`.
    case qUniform(min: Double, max: Double, q: Double, integral: Bool)
}

/// One parameter of the space: its name (the parts of a nested one joined by dots) and its distribution.
package struct ParameterDefinition: Hashable, Codable, Sendable {
    package let path: [String]
    package let distribution: Distribution

    package init(path: [String], distribution: Distribution) {
        self.path = path
        self.distribution = distribution
    }

    package var name: String { path.joined(separator: ".") }
}

/// One assignment of values to the parameters, in the specification's order of parameters (sorted by name at every
/// level of nesting, as W&B orders them).
package struct Point: Hashable, Codable, Sendable {
    package let values: JSONObject

    package init(values: JSONObject) { self.values = values }

    /// What makes two points the same: canonical JSON, members sorted, integral floats written as integers
    /// (so that `1` and `1.0` are one point, while `true` and `"1"` are others).
    package var key: String { Self.canonical(.object(values)).text() }

    private static func canonical(_ value: JSONValue) -> JSONValue {
        switch value {
        case .double(let number): Int64(exactly: number).map(JSONValue.int) ?? value
        case .array(let items): .array(items.map(canonical))
        case .object(let object):
            .object(JSONObject(object.sorted.members.map { ($0.name, canonical($0.value)) }))
        default: value
        }
    }
}
