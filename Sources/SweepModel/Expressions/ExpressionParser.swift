/// Makes a tree of tokens by recursive descent, one function a rank of Python's operators.
struct ExpressionParser {
    private let tokens: [ExpressionToken]
    private var place = 0
    private var depth = 0
    /// How many nodes the tree has so far.
    private(set) var nodes = 0
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]

    /// - Parameter tokens: ends with the text's end.
    init(tokens: [ExpressionToken]) { self.tokens = tokens }

    /// The tree of the whole text.
    mutating func whole() throws(ExpressionFault) -> ExpressionNode {
        if token.kind == .end { throw ExpressionFault(column: 1, "the expression is empty") }
        let node = try disjunction()
        guard token.kind == .end else { throw unexpected("an operator") }
        return node
    }

    private mutating func disjunction() throws(ExpressionFault) -> ExpressionNode {
        let first = try conjunction()
        guard token.kind == .symbol(.or) else { return first }
        var terms = [first]
        while take(.or) != nil { terms.append(try conjunction()) }
        return try node(.any(terms), first.column)
    }

    private mutating func conjunction() throws(ExpressionFault) -> ExpressionNode {
        let first = try negation()
        guard token.kind == .symbol(.and) else { return first }
        var terms = [first]
        while take(.and) != nil { terms.append(try negation()) }
        return try node(.all(terms), first.column)
    }

    private mutating func negation() throws(ExpressionFault) -> ExpressionNode {
        guard let column = take(.not) else { return try comparison() }
        let operand = try nested(column) { parser throws(ExpressionFault) in try parser.negation() }
        return try node(.not(operand), column)
    }

    private mutating func comparison() throws(ExpressionFault) -> ExpressionNode {
        let first = try sum()
        var left = first
        var steps: [ExpressionNode.ComparisonStep] = []
        while let (symbol, column) = takeComparison() {
            let right = try sum()
            let asksForNull = symbol.isEquality && (left.constant == .null || right.constant == .null)
            steps.append(.init(symbol: symbol, right: right, column: column, asksForNull: asksForNull))
            try count(column)
            left = right
        }
        return steps.isEmpty ? first : try node(.comparison(first, steps), first.column)
    }

    private mutating func takeComparison() -> (ComparisonOperator, column: Int)? {
        guard case .symbol(let symbol) = token.kind else { return nil }
        let column = token.column
        if symbol == .not, place + 1 < tokens.count, tokens[place + 1].kind == .symbol(.within) {
            place += 2
            return (.notWithin, column)
        }
        guard let comparison = ComparisonOperator(rawValue: symbol.rawValue) else { return nil }
        place += 1
        return (comparison, column)
    }

    private mutating func sum() throws(ExpressionFault) -> ExpressionNode {
        try chain([.add, .subtract]) { parser throws(ExpressionFault) in try parser.product() }
    }

    private mutating func product() throws(ExpressionFault) -> ExpressionNode {
        try chain([.multiply, .divide, .floorDivide, .remainder]) { parser throws(ExpressionFault) in
            try parser.signed()
        }
    }

    private mutating func chain(
        _ symbols: Set<ArithmeticOperator>,
        _ operand: (inout ExpressionParser) throws(ExpressionFault) -> ExpressionNode
    ) throws(ExpressionFault) -> ExpressionNode {
        let first = try operand(&self)
        var steps: [ExpressionNode.ArithmeticStep] = []
        while case .symbol(let symbol) = token.kind, let arithmetic = ArithmeticOperator(rawValue: symbol.rawValue),
            symbols.contains(arithmetic)
        {
            let column = token.column
            place += 1
            steps.append(.init(symbol: arithmetic, right: try operand(&self), column: column))
            try count(column)
        }
        return steps.isEmpty ? first : try node(.arithmetic(first, steps), first.column)
    }

    private mutating func signed() throws(ExpressionFault) -> ExpressionNode {
        guard let column = take(.subtract) else { return try power() }
        let operand = try nested(column) { parser throws(ExpressionFault) in try parser.signed() }
        switch operand.constant {
        case .int(let number)?: return try node(.literal(.int(-number)), column)
        case .double(let number)?: return try node(.literal(.double(-number)), column)
        default: return try node(.negative(operand), column)
        }
    }

    /// Binds more than a sign before it, and less than one behind it: `-2 ** -1` is `-(2 ** (-1))`.
    private mutating func power() throws(ExpressionFault) -> ExpressionNode {
        let base = try primary()
        guard let column = take(.power) else { return base }
        let exponent = try nested(column) { parser throws(ExpressionFault) in try parser.signed() }
        let step = ExpressionNode.ArithmeticStep(symbol: .power, right: exponent, column: column)
        return try node(.arithmetic(base, [step]), base.column)
    }
}

/// Literals, names, calls, lists and parentheses.
extension ExpressionParser {
    private mutating func primary() throws(ExpressionFault) -> ExpressionNode {
        let (kind, column) = (token.kind, token.column)
        switch kind {
        case .literal(let value):
            place += 1
            return try node(.literal(value), column)
        case .name(let name, let isQuoted):
            place += 1
            if !isQuoted, token.kind == .symbol(.open) { return try call(name, column) }
            return try node(.name(number(of: name)), column)
        case .symbol(.open):
            place += 1
            return try nested(column) { parser throws(ExpressionFault) in
                let inner = try parser.disjunction()
                guard parser.take(.close) != nil else { throw parser.unexpected("an operator or ')'") }
                return ExpressionNode(kind: inner.kind, column: column)
            }
        case .symbol(.openList):
            place += 1
            return try list(try items(until: .closeList, from: column), column)
        default: throw unexpected("a value")
        }
    }

    private func list(_ items: [ExpressionNode], _ column: Int) throws(ExpressionFault) -> ExpressionNode {
        let constants = items.compactMap(\.constant)
        let kind: ExpressionNode.Kind = constants.count == items.count ? .literal(.array(constants)) : .list(items)
        return ExpressionNode(kind: kind, column: column)
    }

    private mutating func call(_ name: String, _ column: Int) throws(ExpressionFault) -> ExpressionNode {
        guard let function = ExpressionFunction(rawValue: name) else {
            let known = ExpressionFunction.allCases.map(\.rawValue)
            throw ExpressionFault(
                column: column, "there is no function '\(name)'",
                hint: Suggestion.hint(for: name, among: known) ?? "there are \(known.joined(separator: ", "))")
        }
        place += 1
        let arguments = try items(until: .close, from: column)
        guard function.arity.contains(arguments.count) else {
            throw ExpressionFault(
                column: column, "'\(name)' takes \(function.arityWords), got \(arguments.count)")
        }
        return try node(.call(function, arguments), column)
    }

    /// Expressions with commas between them, and the bracket that ends them; a comma may come last.
    private mutating func items(
        until end: ExpressionToken.Symbol, from column: Int
    ) throws(ExpressionFault) -> [ExpressionNode] {
        var items: [ExpressionNode] = []
        while take(end) == nil {
            items.append(try nested(column) { parser throws(ExpressionFault) in try parser.disjunction() })
            guard take(.comma) != nil || token.kind == .symbol(end) else {
                throw unexpected("an operator, ',' or '\(end.rawValue)'")
            }
        }
        return items
    }

    private mutating func number(of name: String) -> Int {
        if let known = places[name] { return known }
        places[name] = names.count
        names.append(name)
        return names.count - 1
    }
}

/// Tokens and limits.
extension ExpressionParser {
    private var token: ExpressionToken { tokens[place] }

    /// Takes the symbol where it comes next.
    ///
    /// - Returns: its column; nil where something else comes next.
    private mutating func take(_ symbol: ExpressionToken.Symbol) -> Int? {
        guard token.kind == .symbol(symbol) else { return nil }
        defer { place += 1 }
        return token.column
    }

    private mutating func nested(
        _ column: Int, _ body: (inout ExpressionParser) throws(ExpressionFault) -> ExpressionNode
    ) throws(ExpressionFault) -> ExpressionNode {
        depth += 1
        guard depth <= Expression.depthMax else {
            throw ExpressionFault(column: column, "nested deeper than \(Expression.depthMax)")
        }
        let node = try body(&self)
        depth -= 1
        return node
    }

    private mutating func node(_ kind: ExpressionNode.Kind, _ column: Int) throws(ExpressionFault) -> ExpressionNode {
        try count(column)
        return ExpressionNode(kind: kind, column: column)
    }

    private mutating func count(_ column: Int) throws(ExpressionFault) {
        nodes += 1
        guard nodes <= Expression.nodesMax else {
            throw ExpressionFault(column: column, "more than \(Expression.nodesMax) values and operators")
        }
    }

    private func unexpected(_ wanted: String) -> ExpressionFault {
        var hint: String?
        if case .name(let name, false) = token.kind {
            hint = Suggestion.hint(for: name, among: ExpressionToken.Symbol.words.keys)
        }
        return ExpressionFault(column: token.column, "expected \(wanted), got \(token.shown)", hint: hint)
    }
}
