extension Expression {
    /// Most faults that ``check(_:)`` reports.
    package static let faultsMax = 20

    /// What is wrong with this expression as a condition over these names, whatever their values: names that are none, and
    /// operands that can never be what their operator takes. Division by zero and the like only shows with values.
    ///
    /// - Parameter kinds: for each name what its values may be.
    /// - Returns: in the order of their columns, at most ``faultsMax``.
    package func check(_ kinds: [String: ValueKinds]) -> [ExpressionFault] {
        var check = ExpressionCheck(names: nameList, kinds: kinds)
        let result = check.kinds(of: root)
        if check.faults.isEmpty, !result.may(be: .flag) { check.faults.append(.noCondition(result)) }
        return Array(check.faults.sorted { $0.column < $1.column }.prefix(Self.faultsMax))
    }
}

/// Follows the kinds of values through a tree.
private struct ExpressionCheck {
    let names: [String]
    let kinds: [String: ValueKinds]
    var faults: [ExpressionFault] = []
    private var unknown: Set<Int> = []

    init(names: [String], kinds: [String: ValueKinds]) {
        self.names = names
        self.kinds = kinds
    }

    /// What the values of this part may be.
    mutating func kinds(of node: ExpressionNode) -> ValueKinds {
        switch node.kind {
        case .literal(let value): return ValueKinds(of: value)
        case .name(let place): return kinds(ofName: place, node.column)
        case .list(let items):
            for item in items { _ = kinds(of: item) }
            return .list
        case .negative(let operand):
            demand(.number, of: operand, by: "-", node.column)
            return .number
        case .not(let operand):
            demand(.flag, of: operand, by: "not", operand.column)
            return .flag
        case .arithmetic(let first, let steps):
            if let step = steps.first { demand(.number, of: first, by: step.symbol.rawValue, step.column) }
            for step in steps { demand(.number, of: step.right, by: step.symbol.rawValue, step.column) }
            return .number
        case .comparison(let first, let steps): return comparison(first, steps)
        case .all(let terms), .any(let terms):
            let symbol = if case .all = node.kind { "and" } else { "or" }
            for term in terms { demand(.flag, of: term, by: symbol, term.column) }
            return .flag
        case .call(let function, let arguments):
            let (wanted, words) = (function.takes(arguments.count), function.takesWords)
            for argument in arguments { demand(wanted, words, of: argument, by: function.rawValue, node.column) }
            return .number
        }
    }

    private mutating func demand(
        _ wanted: ValueKinds, _ words: String? = nil, of node: ExpressionNode, by symbol: String, _ column: Int
    ) {
        let found = kinds(of: node)
        guard !found.may(be: wanted) else { return }
        let words = words ?? (wanted == .flag ? "conditions" : "numbers")
        report(.wrongKind(column: column, symbol, takes: words, got: found))
    }

    private mutating func report(_ fault: ExpressionFault) {
        if faults.count < Expression.faultsMax { faults.append(fault) }
    }

    private mutating func kinds(ofName place: Int, _ column: Int) -> ValueKinds {
        if let known = kinds[names[place]] { return known }
        if faults.count < Expression.faultsMax, unknown.insert(place).inserted {
            let near = Suggestion.hint(for: names[place], among: Array(kinds.keys) + ["true", "false", "null"])
            report(ExpressionFault(column: column, "unknown name '\(names[place])'", hint: near))
        }
        return .any
    }

    private mutating func comparison(
        _ first: ExpressionNode, _ steps: [ExpressionNode.ComparisonStep]
    ) -> ValueKinds {
        var left = kinds(of: first)
        for step in steps {
            let right = kinds(of: step.right)
            if step.symbol.isMembership {
                if !right.may(be: .list) {
                    let symbol = step.symbol.rawValue
                    report(.wrongKind(column: step.column, symbol, takes: "a list on its right", got: right))
                }
            } else if !step.symbol.isEquality, !Self.haveOrder(left, right) {
                report(ComparisonOperator.noOrder(step.symbol.rawValue, left, right, column: step.column))
            }
            left = right
        }
        return .flag
    }

    private static func haveOrder(_ left: ValueKinds, _ right: ValueKinds) -> Bool {
        left.may(be: .number) && right.may(be: .number) || left.may(be: .text) && right.may(be: .text)
    }
}
