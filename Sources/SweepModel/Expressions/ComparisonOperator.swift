/// Comparison by value: 1 equals 1.0, and neither equals true or a text.
enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case within = "in"
    case notWithin = "not in"

    var isEquality: Bool { self == .equal || self == .unequal }
    var isMembership: Bool { self == .within || self == .notWithin }

    /// - Parameter asksForNull: whether null is a value like others, instead of unknown.
    /// - Returns: nil where it is unknown.
    /// - Throws: where the order of something else than two numbers or two texts is asked for, or the members of
    ///   something else than a list.
    func callAsFunction(
        _ left: JSONValue, _ right: JSONValue, asksForNull: Bool, column: Int
    ) throws(ExpressionFault) -> Bool? {
        if isMembership { return try isMember(left, right, column: column).map { $0 == (self == .within) } }
        if !asksForNull, left.isNull || right.isNull { return nil }
        if isEquality { return Self.areEqual(left, right) == (self == .equal) }
        switch (left, right) {
        case (.int(let left), .int(let right)): return holds(left < right ? -1 : left == right ? 0 : 1)
        case (.string(let left), .string(let right)): return holds(Self.order(left, right))
        default:
            guard left.doubleValue != nil, right.doubleValue != nil else { throw noOrder(left, right, column) }
            return holds(Self.order(left, right))
        }
    }

    /// - Parameter order: negative, zero or positive; nil where a number is NaN.
    private func holds(_ order: Int?) -> Bool {
        guard let order else { return false }
        return switch self {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        default: order >= 0
        }
    }

    private func noOrder(_ left: JSONValue, _ right: JSONValue, _ column: Int) -> ExpressionFault {
        let (left, right) = (ValueKinds(of: left), ValueKinds(of: right))
        return Self.noOrder(rawValue, left, right, column: column)
    }

    static func noOrder(_ symbol: String, _ left: ValueKinds, _ right: ValueKinds, column: Int) -> ExpressionFault {
        ExpressionFault(
            column: column, "'\(symbol)' takes two numbers or two texts, got \(left.words) and \(right.words)")
    }

    private func isMember(_ left: JSONValue, _ right: JSONValue, column: Int) throws(ExpressionFault) -> Bool? {
        switch right {
        case .null: return nil
        case .array(let items):
            let isFound = items.contains { Self.areEqual(left, $0) }
            return left.isNull && !isFound ? nil : isFound
        default: throw .wrongKind(column: column, rawValue, takes: "a list on its right", got: ValueKinds(of: right))
        }
    }
}

extension ComparisonOperator {
    private static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.int, .double), (.double, .int): order(left, right) == 0
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left.elementsEqual(right, by: areEqual)
        default: left == right
        }
    }

    /// By Unicode scalars, as Python orders texts.
    private static func order(_ left: String, _ right: String) -> Int {
        if left.utf8.elementsEqual(right.utf8) { return 0 }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    /// Exact also where a 64-bit integer is no double; nil where one is NaN or no number.
    private static func order(_ left: JSONValue, _ right: JSONValue) -> Int? {
        switch (left, right) {
        case (.int(let left), .double(let right)): order(left, right)
        case (.double(let left), .int(let right)): order(right, left).map { -$0 }
        case (.double(let left), .double(let right)):
            left < right ? -1 : left == right ? 0 : left > right ? 1 : nil
        default: nil
        }
    }

    private static func order(_ left: Int64, _ right: Double) -> Int? {
        guard !right.isNaN else { return nil }
        guard right < 0x1p63 else { return -1 }
        guard right >= -0x1p63 else { return 1 }
        let whole = Int64(right.rounded(.down))
        if left != whole { return left < whole ? -1 : 1 }
        return right > right.rounded(.down) ? -1 : 0
    }
}
