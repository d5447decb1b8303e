/// An expression over named values, as in `constraints` and `runs --where`: parsed once, evaluated often, without any
/// effect beside its value.
package struct Expression: Hashable, Sendable {
    /// As written.
    package let text: String
    /// The names that it reads.
    package let names: Set<String>

    /// - Throws: where the text is no expression, and where in it.
    package init(_ text: String) throws(ExpressionFault) {
        throw ExpressionFault(column: 1, "expressions are not supported yet")
    }

    /// The value for these names; a name without a value is null.
    ///
    /// - Throws: where an operand has a type that its operator does not take, or a divisor is zero.
    package func evaluate(_ value: (String) -> JSONValue?) throws(ExpressionFault) -> JSONValue { .null }
}

/// What is wrong with an expression, and where in its text.
package struct ExpressionFault: Error, Hashable, Sendable {
    /// In characters, from 1.
    package let column: Int
    package let message: String
    package let hint: String?

    package init(column: Int, _ message: String, hint: String? = nil) {
        self.column = column
        self.message = message
        self.hint = hint
    }
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
