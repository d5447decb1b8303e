internal import Glibc

/// Arithmetic as Python has it. An integer result beyond 64 bits is a floating-point number.
enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"

    /// - Throws: where an operand is no number, a divisor is zero, or a negative number gets a broken power.
    func callAsFunction(
        _ left: JSONValue, _ right: JSONValue, column: Int
    ) throws(ExpressionFault) -> JSONValue {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            if let exact = try exact(left, right, column: column) { return .int(exact) }
            return .double(try apply(Double(left), Double(right), column: column))
        case (.null, _), (_, .null): return .null
        default: return .double(try apply(number(left, column), number(right, column), column: column))
        }
    }

    private func number(_ value: JSONValue, _ column: Int) throws(ExpressionFault) -> Double {
        guard let number = value.doubleValue else {
            throw .wrongKind(column: column, rawValue, takes: "numbers", got: ValueKinds(of: value))
        }
        return number
    }

    /// The result among 64-bit integers; nil where it is none.
    private func exact(_ left: Int64, _ right: Int64, column: Int) throws(ExpressionFault) -> Int64? {
        switch self {
        case .add: return Self.fitting(left.addingReportingOverflow(right))
        case .subtract: return Self.fitting(left.subtractingReportingOverflow(right))
        case .multiply: return Self.fitting(left.multipliedReportingOverflow(by: right))
        case .divide: return nil
        case .power: return right < 0 ? nil : Self.power(left, right)
        case .floorDivide, .remainder:
            guard right != 0 else { throw ExpressionFault(column: column, "division by zero") }
            // -2^63 divided by -1 is the only quotient that does not fit.
            guard right != -1 else { return self == .remainder ? 0 : left == .min ? nil : -left }
            let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
            let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
            return self == .remainder ? remainder + (isBelow ? right : 0) : quotient - (isBelow ? 1 : 0)
        }
    }

    private static func fitting(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
        result.overflow ? nil : result.partialValue
    }

    /// By repeated squaring.
    private static func power(_ base: Int64, _ exponent: Int64) -> Int64? {
        var (result, square, rest) = (Int64(1), base, exponent)
        while true {
            if rest & 1 == 1 {
                guard let product = fitting(result.multipliedReportingOverflow(by: square)) else { return nil }
                result = product
            }
            rest >>= 1
            guard rest > 0 else { return result }
            guard let next = fitting(square.multipliedReportingOverflow(by: square)) else { return nil }
            square = next
        }
    }

    private func apply(_ left: Double, _ right: Double, column: Int) throws(ExpressionFault) -> Double {
        switch self {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide, .floorDivide, .remainder:
            guard right != 0 else { throw ExpressionFault(column: column, "division by zero") }
            if self == .divide { return left / right }
            let (quotient, remainder) = Self.divided(left, right)
            return self == .remainder ? remainder : quotient
        case .power:
            guard left != 0 || !(right < 0) else { throw ExpressionFault(column: column, "division by zero") }
            guard !(left < 0) || right.rounded() == right || !left.isFinite || !right.isFinite else {
                throw ExpressionFault(column: column, "a negative number has no broken power")
            }
            return pow(left, right)
        }
    }

    /// Quotient rounded down, and the remainder that has the divisor's sign, from the exact remainder of C.
    private static func divided(_ left: Double, _ right: Double) -> (quotient: Double, remainder: Double) {
        var remainder = fmod(left, right)
        var quotient = (left - remainder) / right
        if remainder != 0, (remainder < 0) != (right < 0) {
            remainder += right
            quotient -= 1
        }
        return (quotient.rounded(), remainder == 0 ? Double(signOf: right, magnitudeOf: 0) : remainder)
    }
}
