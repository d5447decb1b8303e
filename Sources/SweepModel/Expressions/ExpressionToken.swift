/// A word of an expression's text.
struct ExpressionToken: Sendable {
    enum Kind: Hashable, Sendable {
        /// A number, a text, true, false or null.
        case literal(JSONValue)
        /// A quoted name is never a function.
        case name(String, isQuoted: Bool)
        case symbol(Symbol)
        case end
    }

    /// Operators and punctuation under the names that messages use.
    enum Symbol: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case remainder = "%"
        case power = "**"
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case and, or, not
        case within = "in"
        case open = "("
        case close = ")"
        case openList = "["
        case closeList = "]"
        case comma = ","
    }

    let kind: Kind
    /// In Unicode scalars, from 1.
    let column: Int

    /// As messages show it.
    var shown: String {
        switch kind {
        case .literal(.string): "a text"
        case .literal(let value): "'\(value.text(nonFinite: .literals))'"
        case .name(let name, _): "'\(name.count > 40 ? name.prefix(40) + "…" : name[...])'"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }
}

extension ExpressionToken.Symbol {
    /// The words among the symbols.
    static let words: [String: Self] = ["and": .and, "or": .or, "not": .not, "in": .within]
    /// Signs of two scalars, before those of one, with the other spellings of and and or.
    static let long: [String: Self] = [
        "//": .floorDivide, "**": .power, "==": .equal, "!=": .unequal, "<=": .lessOrEqual, ">=": .greaterOrEqual,
        "&&": .and, "||": .or,
    ]
    static let short: [Unicode.Scalar: Self] = [
        "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder, "<": .less, ">": .greater,
        "(": .open, ")": .close, "[": .openList, "]": .closeList, ",": .comma, "!": .not,
    ]
}
