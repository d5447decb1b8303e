/// An expression over named values, as in `constraints` and `runs --where`: parsed once, evaluated often, without any
/// effect beside its value. Expressions.md in the documentation describes the language.
///
/// Null stands for what is unknown: operators and functions give null for a null operand, `and` and `or` where the other
/// operand does not decide (Kleene's logic).
package struct Expression: Sendable {
    /// Longest text, in bytes.
    package static let bytesMax = 1 << 16
    /// Deepest nesting of parentheses, lists, calls and prefix operators.
    package static let depthMax = 64
    /// Most literals, names, operators and calls.
    package static let nodesMax = 4096

    /// As written.
    package let text: String
    /// The names that it reads, in the order in which they first occur.
    package let nameList: [String]
    /// How many literals, names, operators and calls it has, which bounds what one evaluation costs.
    package let nodeCount: Int
    let root: ExpressionNode

    /// The names that it reads.
    package var names: Set<String> { Set(nameList) }

    /// Takes time linear in the length of the text.
    ///
    /// - Throws: where the text is no expression or beyond a limit, and where in it.
    package init(_ text: String) throws(ExpressionFault) {
        guard text.utf8.count <= Self.bytesMax else {
            throw ExpressionFault(column: 1, "the expression is longer than \(Self.bytesMax) bytes")
        }
        var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: text))
        root = try parser.whole()
        nameList = parser.names
        nodeCount = parser.nodes
        self.text = text
    }

    /// The value for these names; a name without a value is null.
    ///
    /// - Throws: where an operand has a type that its operator does not take, or a divisor is zero.
    package func evaluate(_ value: (String) -> JSONValue?) throws(ExpressionFault) -> JSONValue {
        try root.value { value(nameList[$0]) ?? .null }
    }

    /// The same expression over values in the order of these names; faster than by name.
    package func bound(to names: [String]) -> BoundExpression { BoundExpression(self, names: names) }
}

extension Expression: Hashable {
    package static func == (left: Expression, right: Expression) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Expression: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
