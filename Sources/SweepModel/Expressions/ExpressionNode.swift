/// A part of an expression.
///
/// Operators of one rank in a row are one node, so that a long chain is no deep tree, and nothing that walks over a tree
/// goes deeper than the parser allowed.
struct ExpressionNode: Sendable {
    indirect enum Kind: Sendable {
        case literal(JSONValue)
        /// Its place among the expression's names.
        case name(Int)
        case list([ExpressionNode])
        case negative(ExpressionNode)
        case not(ExpressionNode)
        /// Carried out from left to right.
        case arithmetic(ExpressionNode, [ArithmeticStep])
        /// Each operand with the one before it, as in `1 < x < 3`.
        case comparison(ExpressionNode, [ComparisonStep])
        case all([ExpressionNode])
        case any([ExpressionNode])
        case call(ExpressionFunction, [ExpressionNode])
    }

    struct ArithmeticStep: Sendable {
        let symbol: ArithmeticOperator
        let right: ExpressionNode
        /// Of the operator.
        let column: Int
    }

    struct ComparisonStep: Sendable {
        let symbol: ComparisonOperator
        let right: ExpressionNode
        let column: Int
        /// Whether one of the operands is the word `null`: then the question is whether there is a value, and the answer
        /// is known.
        let asksForNull: Bool
    }

    let kind: Kind
    /// Where it begins.
    let column: Int

    /// The value that it has whatever the names' values; nil where it depends on them.
    var constant: JSONValue? { if case .literal(let value) = kind { value } else { nil } }
}
