/// One assignment of values to the parameters, in the specification's order of parameters (sorted by name at every
/// level of nesting, as W&B orders them).
package struct Point: Hashable, Codable, Sendable {
    package let values: JSONObject

    package init(values: JSONObject) { self.values = values }

    /// What makes two points the same: canonical JSON, members sorted, integral floats written as integers
    /// (so that `1` and `1.0` are one point, while `true` and `"1"` are others).
    package var key: String { Self.canonical(.object(values)).text() }

    private static func canonical(_ value: JSONValue) -> JSONValue {
        switch value {
        case .double(let number): Int64(exactly: number).map(JSONValue.int) ?? value
        case .array(let items): .array(items.map(canonical))
        case .object(let object):
            .object(JSONObject(object.sorted.members.map { ($0.name, canonical($0.value)) }))
        default: value
        }
    }
}
