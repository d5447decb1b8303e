internal import SweepModel

/// What every point must fulfil.
struct Constraints: Sendable {
    private let expressions: [BoundExpression]

    init(_ specification: Specification) {
        let names = specification.parameters.map(\.name)
        expressions = specification.constraints.map { $0.bound(to: names) }
    }

    var isEmpty: Bool { expressions.isEmpty }

    /// Whether none is broken: false breaks one, and so does a fault; the unknown does not.
    ///
    /// - Parameter values: of all parameters in their order; nil is inactive.
    func hold(_ values: [JSONValue?]) -> Bool {
        guard !expressions.isEmpty else { return true }
        let row = values.map { $0 ?? .null }
        return expressions.allSatisfy { expression in
            do throws(ExpressionFault) {
                return try expression.holds(row) ?? true
            } catch {
                return false
            }
        }
    }
}
