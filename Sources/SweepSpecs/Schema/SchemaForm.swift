internal import SweepModel

/// The forms of which the schema is made.
enum SchemaForm {
    static let text: JSONValue = ["type": "string"]
    static let someText: JSONValue = ["type": "string", "minLength": 1]
    static let flag: JSONValue = ["type": "boolean"]
    static let scalar: JSONValue = ["type": ["string", "number", "boolean"]]
    static let any: JSONValue = true
    /// Numbers in quotes are taken too, with a warning.
    static let number = reference("number")
    static let span = reference("span")

    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/" + name)] }
    static func words(_ words: [String]) -> JSONValue { ["enum": .array(words.map(JSONValue.string))] }
    static func constant(_ word: String) -> JSONValue { ["const": .string(word)] }
    static func either(_ forms: JSONValue...) -> JSONValue { ["anyOf": .array(forms)] }

    static func integer(from least: Int64, to most: Int64? = nil) -> JSONValue {
        var form: JSONObject = ["type": "integer", "minimum": .int(least)]
        if let most { form["maximum"] = .int(most) }
        return .object(form)
    }

    static func list(_ items: JSONValue, from least: Int64 = 0, to most: Int64? = nil) -> JSONValue {
        var form: JSONObject = ["type": "array", "items": items]
        if least > 0 { form["minItems"] = .int(least) }
        if let most { form["maxItems"] = .int(most) }
        return .object(form)
    }

    static func map(_ values: JSONValue, names: String? = nil, from least: Int64 = 0) -> JSONValue {
        var form: JSONObject = ["type": "object", "additionalProperties": values]
        if let names { form["propertyNames"] = ["pattern": .string(names)] }
        if least > 0 { form["minProperties"] = .int(least) }
        return .object(form)
    }

    /// A mapping of these keys and no others.
    static func mapping(_ keys: [(String, JSONValue)], required: [String] = []) -> JSONValue {
        var form: JSONObject = [
            "type": "object", "properties": .object(JSONObject(keys)), "additionalProperties": false,
        ]
        if !required.isEmpty { form["required"] = .array(required.map(JSONValue.string)) }
        return .object(form)
    }
}
