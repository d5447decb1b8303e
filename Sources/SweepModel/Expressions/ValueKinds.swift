/// Kinds of values; what a name may stand for as far as that is known.
package struct ValueKinds: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Integers and floating-point numbers alike.
    package static let number = ValueKinds(rawValue: 1)
    package static let text = ValueKinds(rawValue: 2)
    /// True and false.
    package static let flag = ValueKinds(rawValue: 4)
    package static let list = ValueKinds(rawValue: 8)
    package static let mapping = ValueKinds(rawValue: 16)
    package static let null = ValueKinds(rawValue: 32)
    /// Nothing is known.
    package static let any: ValueKinds = [.number, .text, .flag, .list, .mapping, .null]

    /// The kind of a value.
    package init(of value: JSONValue) {
        self =
            switch value {
            case .int, .double: .number
            case .string: .text
            case .bool: .flag
            case .array: .list
            case .object: .mapping
            case .null: .null
            }
    }

    /// For messages: `a number or text`.
    var words: String {
        let names: [(ValueKinds, String)] = [
            (.number, "a number"), (.text, "text"), (.flag, "true or false"), (.list, "a list"),
            (.mapping, "a mapping"), (.null, "null"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }

    /// Whether an operand of these kinds may be one of `wanted`; null is unknown, and passes anywhere.
    func may(be wanted: ValueKinds) -> Bool { !isDisjoint(with: wanted.union(.null)) }
}

extension JSONValue {
    var isNull: Bool { if case .null = self { true } else { false } }
}
