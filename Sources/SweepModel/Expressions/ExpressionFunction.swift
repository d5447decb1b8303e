internal import Glibc

/// What an expression may call.
enum ExpressionFunction: String, CaseIterable, Sendable {
    case min, max, abs, round, floor, ceil, sqrt, exp, log, log2, log10, len

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .min, .max: 1...Expression.nodesMax
        case .log: 1...2
        default: 1...1
        }
    }

    var arityWords: String {
        switch self {
        case .min, .max: "at least one argument"
        case .log: "a number and perhaps a base"
        default: "one argument"
        }
    }

    /// What each of so many arguments must be.
    func takes(_ count: Int) -> ValueKinds {
        switch self {
        case .min, .max: count == 1 ? [.number, .list] : .number
        case .len: [.text, .list, .mapping]
        default: .number
        }
    }

    var takesWords: String { self == .len ? "a text, list or mapping" : "numbers" }

    /// - Parameters:
    ///   - arguments: as many as ``arity`` says.
    ///   - column: of the call.
    /// - Returns: null where an argument is null.
    /// - Throws: where an argument is of the wrong kind or outside of what the function is defined for.
    func callAsFunction(_ arguments: [JSONValue], column: Int) throws(ExpressionFault) -> JSONValue {
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch self {
        case .min, .max: return try extreme(arguments, column)
        case .len: return try length(arguments[0], column)
        case .log where arguments.count == 2:
            let (power, base) = (try number(arguments[0], column), try number(arguments[1], column))
            let divisor = try logarithm(base, column)
            guard divisor != 0 else { throw ExpressionFault(column: column, "'log' takes another base than 1") }
            return .double(try logarithm(power, column) / divisor)
        default: return try single(arguments[0], column)
        }
    }

    private func single(_ value: JSONValue, _ column: Int) throws(ExpressionFault) -> JSONValue {
        let number = try number(value, column)
        switch self {
        case .abs: return absolute(value, number)
        case .round: return whole(value, number.rounded(.toNearestOrEven))
        case .floor: return whole(value, number.rounded(.down))
        case .ceil: return whole(value, number.rounded(.up))
        case .sqrt:
            guard !(number < 0) else { throw undefined("numbers from 0", value, column) }
            return .double(number.squareRoot())
        case .exp: return .double(Glibc.exp(number))
        default: return .double(try logarithm(number, column))
        }
    }

    private func number(_ value: JSONValue, _ column: Int) throws(ExpressionFault) -> Double {
        guard let number = value.doubleValue else {
            throw .wrongKind(column: column, rawValue, takes: takesWords, got: ValueKinds(of: value))
        }
        return number
    }

    private func undefined(_ domain: String, _ value: JSONValue, _ column: Int) -> ExpressionFault {
        ExpressionFault(column: column, "'\(rawValue)' takes \(domain), got \(value.text(nonFinite: .literals))")
    }

    private func absolute(_ value: JSONValue, _ number: Double) -> JSONValue {
        if case .int(let number) = value, number != .min { return .int(Swift.abs(number)) }
        return .double(number.magnitude)
    }

    /// The rounded number as an integer, where there is one.
    private func whole(_ value: JSONValue, _ rounded: Double) -> JSONValue {
        if case .int = value { return value }
        return Int64(exactly: rounded).map(JSONValue.int) ?? .double(rounded)
    }

    private func logarithm(_ number: Double, _ column: Int) throws(ExpressionFault) -> Double {
        guard !(number <= 0) else { throw undefined("numbers above 0", .double(number), column) }
        return switch self {
        case .log2: Glibc.log2(number)
        case .log10: Glibc.log10(number)
        default: Glibc.log(number)
        }
    }

    /// Of the arguments, or of the members of the only one.
    private func extreme(_ arguments: [JSONValue], _ column: Int) throws(ExpressionFault) -> JSONValue {
        var items = arguments
        if case .array(let members) = arguments[0], arguments.count == 1 { items = members }
        guard var best = items.first else { throw ExpressionFault(column: column, "'\(rawValue)' of an empty list") }
        for item in items {
            guard !item.isNull else { return .null }
            let (new, old) = (try number(item, column), try number(best, column))
            let isBetter = try ComparisonOperator(self).callAsFunction(item, best, asksForNull: false, column: column)
            if isBetter ?? false || new.isNaN && !old.isNaN { best = item }
        }
        return best
    }

    private func length(_ value: JSONValue, _ column: Int) throws(ExpressionFault) -> JSONValue {
        switch value {
        case .string(let text): return .int(Int64(text.unicodeScalars.count))
        case .array(let items): return .int(Int64(items.count))
        case .object(let object): return .int(Int64(object.members.count))
        default: throw .wrongKind(column: column, rawValue, takes: takesWords, got: ValueKinds(of: value))
        }
    }
}

extension ComparisonOperator {
    /// By which of two numbers is the more extreme one.
    fileprivate init(_ function: ExpressionFunction) { self = function == .min ? .less : .greater }
}
