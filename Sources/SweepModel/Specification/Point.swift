/// One assignment of values to the parameters, in the specification's order of parameters (sorted by name at every
/// level of nesting, as W&B orders them).
package struct Point: Hashable, Codable, Sendable {
    package let values: JSONObject

    package init(values: JSONObject) { self.values = values }

    /// - Parameters:
    ///   - names: of all parameters, in their order.
    ///   - row: the value of each; nil is inactive.
    package init(names: [String], row: [JSONValue?]) {
        var values = JSONObject(capacity: row.count)
        for (name, value) in zip(names, row) {
            if let value { values.append(name, value) }
        }
        self.values = values
    }

    /// What makes two points the same: canonical JSON, members sorted, integral floats written as integers
    /// (so that `1` and `1.0` are one point, while `true` and `"1"` are others).
    package var key: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.usualKeySize)
        appendKey(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Most keys need no more bytes.
    private static let usualKeySize = 128

    func appendKey(to bytes: inout [UInt8]) { JSONValue.object(values).appendCanonical(to: &bytes) }
}
