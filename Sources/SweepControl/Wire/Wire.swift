package import SweepModel

/// The JSON of requests and responses, in one place.
///
/// Members are in the order of declaration and named in snake case, an absent value is `null`, an ``Instant`` is an
/// RFC 3339 text, and a number that JSON cannot write is `"NaN"`, `"Infinity"` or `"-Infinity"`.
package enum Wire {
    private static let form = JSONForm(writesAbsent: true, writesTimesAsText: true, name: snakeCase)

    /// A value as compact JSON.
    package static func bytes(_ value: some Encodable) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        try json(value).append(to: &bytes)
        return bytes
    }

    /// A value as a JSON tree.
    ///
    /// - Throws: a fault with code `internal` where the value refuses to be encoded.
    package static func json(_ value: some Encodable) throws(Fault) -> JSONValue {
        do {
            return try JSONValue(encoding: value, form: form)
        } catch {
            throw Fault(.internal, "cannot write the JSON of \(type(of: value)): \(error)")
        }
    }

    /// Reads a value from JSON text.
    ///
    /// - Throws: a fault with code `usage` that names the member which is wrong.
    package static func read<Value: Decodable>(
        _ type: Value.Type = Value.self, from bytes: some Sequence<UInt8>
    ) throws(Fault) -> Value {
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw Fault(.usage, "cannot read the JSON: \(error.message) at byte \(error.offset)")
        }
        return try read(type, from: json)
    }

    /// Reads a value from a JSON tree.
    ///
    /// - Throws: a fault with code `usage` that names the member which is wrong.
    package static func read<Value: Decodable>(
        _ type: Value.Type = Value.self, from json: JSONValue
    ) throws(Fault) -> Value {
        do {
            return try json.decoded(as: type, form: form)
        } catch let error as DecodingError {
            throw Fault(.usage, "cannot read the JSON: \(words(for: error))")
        } catch {
            throw Fault(.usage, "cannot read the JSON: \(error)")
        }
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(place(context))'\(snakeCase(key.stringValue))' is missing"
        case .typeMismatch(_, let context), .dataCorrupted(let context), .valueNotFound(_, let context):
            "\(place(context))\(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? snakeCase($0.stringValue) }
        return path.isEmpty ? "" : "in '\(path.joined(separator: "."))': "
    }

    /// `metricSummary` → `metric_summary`, `hostID` → `host_id`.
    @Sendable static func snakeCase(_ name: String) -> String {
        guard name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return name }
        var bytes: [UInt8] = []
        var afterCapital = true
        for byte in name.utf8 {
            let isCapital = (0x41...0x5A).contains(byte)
            if isCapital && !afterCapital { bytes.append(UInt8(ascii: "_")) }
            bytes.append(isCapital ? byte | 0x20 : byte)
            afterCapital = isCapital
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
