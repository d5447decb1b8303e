/// One text for all values that are the same.
extension JSONValue {
    /// Appends compact JSON, members sorted by name, integral floats written as integers.
    func appendCanonical(to bytes: inout [UInt8]) {
        switch self {
        case .double(let number):
            (Int64(exactly: number).map(JSONValue.int) ?? self).append(to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): Self.appendCanonical(object.isSorted ? object : object.sorted, to: &bytes)
        default: append(to: &bytes)
        }
    }

    private static func appendCanonical(_ object: JSONObject, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.appendCanonical(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
