extension ExpressionNode {
    /// The value of this part, null where it is unknown.
    ///
    /// - Parameter name: the value of a name by its place among the expression's names.
    /// - Throws: where an operand is not what its operator takes.
    func value(_ name: (Int) -> JSONValue) throws(ExpressionFault) -> JSONValue {
        switch kind {
        case .literal(let value): return value
        case .name(let place): return name(place)
        case .list(let items): return try Self.list(items, name)
        case .negative(let operand):
            return try ArithmeticOperator.subtract(0, operand.value(name), column: column)
        case .not(let operand): return try operand.condition("not", name).map { .bool(!$0) } ?? .null
        case .arithmetic(let first, let steps):
            var left = try first.value(name)
            for step in steps { left = try step.symbol(left, step.right.value(name), column: step.column) }
            return left
        case .comparison(let first, let steps): return try Self.comparison(first.value(name), steps, name)
        case .all(let terms): return try Self.decided(by: false, terms, "and", name)
        case .any(let terms): return try Self.decided(by: true, terms, "or", name)
        case .call(let function, let arguments):
            var values: [JSONValue] = []
            values.reserveCapacity(arguments.count)
            for argument in arguments { values.append(try argument.value(name)) }
            return try function(values, column: column)
        }
    }

    /// A list with an unknown member is unknown; `null` itself is a member.
    private static func list(
        _ items: [ExpressionNode], _ name: (Int) -> JSONValue
    ) throws(ExpressionFault) -> JSONValue {
        var values: [JSONValue] = []
        for item in items {
            let value = try item.value(name)
            if value.isNull, item.constant == nil { return .null }
            values.append(value)
        }
        return .array(values)
    }

    /// Whether each operand stands to the next one as its operator says; what follows a false one is not looked at.
    private static func comparison(
        _ first: JSONValue, _ steps: [ComparisonStep], _ name: (Int) -> JSONValue
    ) throws(ExpressionFault) -> JSONValue {
        var (left, isKnown) = (first, true)
        for step in steps {
            let right = try step.right.value(name)
            let holds = try step.symbol(left, right, asksForNull: step.asksForNull, column: step.column)
            if holds == false { return false }
            isKnown = isKnown && holds != nil
            left = right
        }
        return isKnown ? true : .null
    }

    /// `and` is decided by the first false term, `or` by the first true one; what follows is not looked at.
    private static func decided(
        by decisive: Bool, _ terms: [ExpressionNode], _ symbol: String, _ name: (Int) -> JSONValue
    ) throws(ExpressionFault) -> JSONValue {
        var isKnown = true
        for term in terms {
            let holds = try term.condition(symbol, name)
            if holds == decisive { return .bool(decisive) }
            isKnown = isKnown && holds != nil
        }
        return isKnown ? .bool(!decisive) : .null
    }

    /// Whether this part holds, as an operand of `symbol`; nil where it is unknown.
    private func condition(_ symbol: String, _ name: (Int) -> JSONValue) throws(ExpressionFault) -> Bool? {
        let value = try value(name)
        switch value {
        case .bool(let flag): return flag
        case .null: return nil
        default: throw .wrongKind(column: column, symbol, takes: "conditions", got: ValueKinds(of: value))
        }
    }
}
