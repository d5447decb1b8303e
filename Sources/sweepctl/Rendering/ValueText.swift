internal import SweepModel
internal import SweepSpecs
internal import SweepTerminal

/// One JSON value in a field of a table or of CSV.
enum ValueText {
    /// For people: short numbers, bare strings.
    static func short(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .double(let number)?: NumberText.short(number)
        case .string(let text)?: text
        case let value?: value.text()
        }
    }

    /// For people, as it would stand in YAML: what is no text cannot be taken for it.
    static func written(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text) where text.contains(", ") || !PlainScalar.isText(text): value.text()
        default: short(value)
        }
    }

    /// For programs: every digit, bare strings, JSON for lists and objects.
    static func exact(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        case let value?: value.text()
        }
    }
}
