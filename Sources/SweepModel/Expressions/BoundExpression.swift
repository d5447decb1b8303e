/// An expression whose names are places in a row of values.
package struct BoundExpression: Sendable {
    private let root: ExpressionNode
    /// For each name of the expression its place in the row; -1 where the row lacks it.
    private let places: [Int]

    init(_ expression: Expression, names: [String]) {
        let order = Dictionary(names.enumerated().map { ($1, $0) }) { $1 }
        root = expression.root
        places = expression.nameList.map { order[$0] ?? -1 }
    }

    /// The value for a row.
    ///
    /// - Parameter values: as many as there were names to bind to, in their order; null where there is no value.
    /// - Throws: where an operand has a type that its operator does not take, or a divisor is zero.
    package func evaluate(_ values: [JSONValue]) throws(ExpressionFault) -> JSONValue {
        try root.value { name in
            let place = places[name]
            return place < 0 ? .null : values[place]
        }
    }

    /// Whether the condition holds for a row; nil where that is unknown.
    ///
    /// - Throws: as ``evaluate(_:)``, and where the value is neither true nor false.
    package func holds(_ values: [JSONValue]) throws(ExpressionFault) -> Bool? {
        let value = try evaluate(values)
        switch value {
        case .bool(let flag): return flag
        case .null: return nil
        default: throw ExpressionFault.noCondition(ValueKinds(of: value))
        }
    }
}

extension ExpressionFault {
    static func noCondition(_ kinds: ValueKinds) -> Self {
        Self(column: 1, "expected a condition, got \(kinds.words)", hint: "compare it, as in 'x < 3'")
    }
}
