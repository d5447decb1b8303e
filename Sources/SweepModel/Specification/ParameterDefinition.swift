/// One parameter of the space: its name (the parts of a nested one joined by dots), its distribution, and when it is
/// active.
package struct ParameterDefinition: Hashable, Codable, Sendable {
    package let path: [String]
    package let distribution: Distribution
    /// All of them must hold for the parameter to be part of a point; nil is always.
    package let when: [Condition]?

    package init(path: [String], distribution: Distribution, when: [Condition]? = nil) {
        self.path = path
        self.distribution = distribution
        self.when = when
    }

    package var name: String { path.count == 1 ? path[0] : path.joined(separator: ".") }
}

/// A parameter is active only where another one is, and has one of these values.
package struct Condition: Hashable, Codable, Sendable {
    /// The other parameter's dotted name.
    package let name: String
    package let values: [JSONValue]

    package init(name: String, values: [JSONValue]) {
        self.name = name
        self.values = values
    }
}
