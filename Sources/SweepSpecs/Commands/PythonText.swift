package import SweepModel

/// Values as Python writes them: what a program gets on its command line, as from W&B's agent.
package enum PythonText {
    /// `str(value)`: text as it is, else ``repr(_:)``.
    package static func str(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { repr(value) }
    }

    /// `repr(value)`: `True`, `None`, `1e-05`, `[1, 2.5, 'x']`, `{'a': 1}`.
    package static func repr(_ value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): String(number)
        case .double(let number): repr(number)
        case .string(let text): repr(text)
        case .array(let items): "[" + items.map(repr).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\(repr($0.name)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// `json.dumps(value)`: blanks behind `,` and `:`, `NaN` and `Infinity` as words, everything beyond ASCII escaped.
    package static func json(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number):
            number.isNaN ? "NaN" : number.isInfinite ? (number > 0 ? "Infinity" : "-Infinity") : repr(number)
        case .string(let text): json(text)
        case .array(let items): "[" + items.map(json).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\(json($0.name)): \(json($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// The shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16 on.
    private static func repr(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "nan" : number > 0 ? "inf" : "-inf" }
        guard number != 0 else { return number.sign == .minus ? "-0.0" : "0.0" }
        let (digits, point) = decimal(number.magnitude)
        let sign = number < 0 ? "-" : ""
        if point > 16 || point < -3 {
            let exponent = point - 1
            let power = (exponent.magnitude < 10 ? "0" : "") + String(exponent.magnitude)
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + power
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        let missing = max(0, point - digits.count)
        let fraction = digits.count > point ? String(digits.dropFirst(point)) : "0"
        return sign + digits.prefix(point) + String(repeating: "0", count: missing) + "." + fraction
    }

    /// The shortest digits, without zeros at either end, and where the point stands: `0.DIGITS · 10^point`.
    private static func decimal(_ magnitude: Double) -> (digits: String, point: Int) {
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = mantissa.joined()
        let zeros = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(zeros)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), mantissa[0].count - zeros + exponent)
    }

    private static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        let body = text.unicodeScalars.map { scalar in
            switch scalar {
            case quote, "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: isPrintable(scalar) ? String(scalar) : escape(scalar)
            }
        }
        return "\(quote)\(body.joined())\(quote)"
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case ..<0x100: "\\x" + hexadecimal(scalar.value, 2)
        case ..<0x10000: "\\u" + hexadecimal(scalar.value, 4)
        default: "\\U" + hexadecimal(scalar.value, 8)
        }
    }

    /// As Python's `str.isprintable`.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func json(_ text: String) -> String {
        let body = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "\u{8}": "\\b"
            case "\u{C}": "\\f"
            case " "..."~": String(scalar)
            default: String(scalar).utf16.map { "\\u" + hexadecimal(UInt32($0), 4) }.joined()
            }
        }
        return "\"" + body.joined() + "\""
    }

    private static func hexadecimal(_ number: UInt32, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
