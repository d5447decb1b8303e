/// Writes JSON text, compact, members in their own order.
extension JSONValue {
    /// How a number that JSON cannot write is written.
    package enum NonFinite: Sendable {
        /// `"NaN"`, `"Infinity"`, `"-Infinity"`, as in every response and record of sweepd.
        case strings
        /// `NaN`, `Infinity`, `-Infinity`, as Python's `json` writes and reads them.
        case literals
    }

    /// This value as compact JSON.
    package func text(nonFinite: NonFinite = .strings) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, nonFinite: nonFinite)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func append(to bytes: inout [UInt8], nonFinite: NonFinite = .strings) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .int(let number): Self.append(plain: String(number), to: &bytes)
        case .double(let number): Self.append(number, to: &bytes, nonFinite: nonFinite)
        case .string(let text): Self.append(text, to: &bytes)
        case .array(let items): Self.append(items, to: &bytes, nonFinite: nonFinite)
        case .object(let object): object.append(to: &bytes, nonFinite: nonFinite)
        }
    }

    private static func append(_ items: [JSONValue], to bytes: inout [UInt8], nonFinite: NonFinite) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            item.append(to: &bytes, nonFinite: nonFinite)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private static func append(plain text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private static func append(_ number: Double, to bytes: inout [UInt8], nonFinite: NonFinite) {
        if number.isFinite {
            append(plain: number.description, to: &bytes)
            return
        }
        let name = number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
        bytes.append(contentsOf: (nonFinite == .strings ? "\"\(name)\"" : name).utf8)
    }

    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F: bytes.append(contentsOf: escape(byte).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension JSONObject {
    /// These members as one compact JSON object.
    package func text(nonFinite: JSONValue.NonFinite = .strings) -> String {
        JSONValue.object(self).text(nonFinite: nonFinite)
    }

    fileprivate func append(to bytes: inout [UInt8], nonFinite: JSONValue.NonFinite) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONValue.append(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.append(to: &bytes, nonFinite: nonFinite)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
