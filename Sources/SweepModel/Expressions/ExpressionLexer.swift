/// Cuts an expression's text into tokens, in one pass.
struct ExpressionLexer {
    private let scalars: [Unicode.Scalar]
    private var place = 0

    /// The tokens of a text; the last one is its end.
    static func tokens(of text: String) throws(ExpressionFault) -> [ExpressionToken] {
        var lexer = ExpressionLexer(scalars: Array(text.unicodeScalars))
        var tokens: [ExpressionToken] = []
        while true {
            lexer.skipSpace()
            let column = lexer.place + 1
            guard let first = lexer.peek else { return tokens + [ExpressionToken(kind: .end, column: column)] }
            tokens.append(ExpressionToken(kind: try lexer.token(first), column: column))
        }
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func token(_ first: Unicode.Scalar) throws(ExpressionFault) -> ExpressionToken.Kind {
        switch first {
        case "'", "\"": return .literal(.string(try quoted(by: first)))
        case "`": return .name(try quoted(by: first), isQuoted: true)
        case "0"..."9": return .literal(try number())
        case "." where peek(1).map(Self.isDigit) ?? false: return .literal(try number())
        case _ where Self.startsName(first): return word()
        default: return .symbol(try symbol(first))
        }
    }

    private mutating func word() -> ExpressionToken.Kind {
        let start = place
        while let scalar = peek, Self.startsName(scalar) || Self.isDigit(scalar) || scalar == "." { place += 1 }
        let word = text(from: start)
        switch word {
        case "true": return .literal(true)
        case "false": return .literal(false)
        case "null": return .literal(.null)
        default: return ExpressionToken.Symbol.words[word].map { .symbol($0) } ?? .name(word, isQuoted: false)
        }
    }

    private mutating func number() throws(ExpressionFault) -> JSONValue {
        let start = place
        skipDigits()
        if peek == "." {
            place += 1
            skipDigits()
        }
        if peek == "e" || peek == "E" {
            place += 1
            if peek == "+" || peek == "-" { place += 1 }
            skipDigits()
        }
        let end = place
        while let scalar = peek, Self.startsName(scalar) || Self.isDigit(scalar) || scalar == "." { place += 1 }
        let text = text(from: start)
        if end == place, let number = Int64(text) { return .int(number) }
        guard end == place, let number = Double(text), number.isFinite else {
            throw ExpressionFault(column: start + 1, "'\(text.prefix(40))' is no number that can be read")
        }
        return .double(number)
    }

    private mutating func quoted(by mark: Unicode.Scalar) throws(ExpressionFault) -> String {
        let start = place
        var content = String.UnicodeScalarView()
        place += 1
        while let scalar = peek {
            place += 1
            switch scalar {
            case mark: return String(content)
            case "\\" where mark != "`": content.append(try escaped())
            default: content.append(scalar)
            }
        }
        throw ExpressionFault(
            column: start + 1, "the quotation that begins here has no end", hint: "close it with \(mark)")
    }

    private mutating func escaped() throws(ExpressionFault) -> Unicode.Scalar {
        defer { place += 1 }
        switch peek {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\": return "\\"
        case "'": return "'"
        case "\"": return "\""
        default:
            throw ExpressionFault(
                column: place, "unknown escape", hint: #"known are \n \t \r \\ \' \"; a backslash is written \\"#)
        }
    }

    private mutating func symbol(_ first: Unicode.Scalar) throws(ExpressionFault) -> ExpressionToken.Symbol {
        if let second = peek(1) {
            var pair = String(first)
            pair.unicodeScalars.append(second)
            if let symbol = ExpressionToken.Symbol.long[pair] {
                place += 2
                return symbol
            }
        }
        guard let symbol = ExpressionToken.Symbol.short[first] else {
            throw ExpressionFault(column: place + 1, "unexpected '\(first)'", hint: Self.hints[first])
        }
        place += 1
        return symbol
    }

    private static let hints: [Unicode.Scalar: String] = [
        "=": "'==' compares", "&": "write 'and'", "|": "write 'or'", "^": "'**' is the power",
        "$": "a parameter is written without '$'", "{": "a parameter is written without braces",
    ]

    private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    private func peek(_ ahead: Int) -> Unicode.Scalar? {
        place + ahead < scalars.count ? scalars[place + ahead] : nil
    }

    private func text(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<place])
        return String(view)
    }

    private mutating func skipDigits() { while let scalar = peek, Self.isDigit(scalar) { place += 1 } }
    private mutating func skipSpace() { while let scalar = peek, scalar.properties.isWhitespace { place += 1 } }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        default: !scalar.isASCII && scalar.properties.isAlphabetic
        }
    }
}
