internal import SweepModel

/// JSON Schema (as OpenAPI 3.1 takes it), in the few forms that the interface uses.
enum Schema {
    static let text: JSONValue = ["type": "string"]
    static let boolean: JSONValue = ["type": "boolean"]
    static let integer: JSONValue = ["type": "integer"]
    static let time: JSONValue = ["type": "string", "format": "date-time"]
    static let anyObject: JSONValue = ["type": "object"]
    /// A number, or one of the three that JSON cannot write.
    static let number: JSONValue = ["anyOf": [["type": "number"], ["enum": ["NaN", "Infinity", "-Infinity"]]]]
    /// How a path names a sweep.
    static let reference: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": 256, "pattern": "^[^/\\u0000-\\u001f]+$",
    ]

    static func text(max: Int64) -> JSONValue {
        ["type": "string", "minLength": 1, "maxLength": .int(max), "pattern": "^[^\\u0000]*$"]
    }

    static func integer(_ range: ClosedRange<Int64>) -> JSONValue {
        ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
    }

    static func word(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map(JSONValue.string))]
    }

    /// Words with commas between them, as one text.
    static func words(_ words: [String]) -> JSONValue {
        let one = "(" + words.joined(separator: "|") + ")"
        return ["type": "string", "pattern": .string("^\(one)(,\(one))*$")]
    }

    static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> JSONValue
    where Word.RawValue == String { word(Word.allCases.map(\.rawValue)) }

    static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }
    static func component(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }
    static func nullable(_ schema: JSONValue) -> JSONValue { ["anyOf": [schema, ["type": "null"]]] }

    /// An object; every member is required but those named as optional.
    static func object(_ members: JSONObject, optional: Set<String> = []) -> JSONValue {
        let required = members.names.filter { !optional.contains($0) }.map(JSONValue.string)
        return ["type": "object", "properties": .object(members), "required": .array(required)]
    }
}
