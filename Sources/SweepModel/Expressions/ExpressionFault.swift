/// What is wrong with an expression, and where in its text.
package struct ExpressionFault: Error, Hashable, Sendable {
    /// In Unicode scalars, from 1.
    package let column: Int
    package let message: String
    package let hint: String?

    package init(column: Int, _ message: String, hint: String? = nil) {
        self.column = column
        self.message = message
        self.hint = hint
    }
}

extension ExpressionFault {
    /// What an operator or a function takes, and what it got instead.
    static func wrongKind(column: Int, _ subject: String, takes wanted: String, got kinds: ValueKinds) -> Self {
        Self(column: column, "'\(subject)' takes \(wanted), got \(kinds.words)")
    }
}
