internal import SweepModel

// What scalars mean.
extension TextReader {
    func scalarElement(_ scalar: TextEvents.Scalar, _ place: Place) -> Element {
        let text = scalar.text
        if text.utf8.contains(0) { log.error(place, "expected text without NUL, got: \(quoted(text))") }
        let value: JSONValue
        switch scalar.tag {
        case nil, Self.tagPrefix + "int", Self.tagPrefix + "bool", Self.tagPrefix + "null": value = plain(text, place)
        case TextEvents.textTag: value = .string(text)
        case Self.tagPrefix + "float": value = plain(text, place).doubleValue.map(JSONValue.double) ?? .string(text)
        case let tag?:
            value = .string(text)
            log.error(place, "the tag \(quoted(tag)) has no meaning here")
        }
        return Element(.scalar(value, text: text), at: place, textOffset: Self.textOffset(scalar))
    }

    /// Text in quotes begins one column later; folded text, and text with escapes, has columns of its own.
    private static func textOffset(_ scalar: TextEvents.Scalar) -> Int? {
        guard scalar.isOneLine else { return nil }
        return switch scalar.style {
        case .plain: 0
        case .singleQuoted: scalar.text.utf8.contains(UInt8(ascii: "'")) ? nil : 1
        case .doubleQuoted: scalar.text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ? nil : 1
        case .block: nil
        }
    }

    private static let tagPrefix = "tag:yaml.org,2002:"

    private func plain(_ text: String, _ place: Place) -> JSONValue {
        let scalar = PlainScalar(text)
        if scalar.isTooLarge { log.error(place, "expected an integer of 64 bits, got: \(quoted(text))") }
        if let other = scalar.otherReading {
            log.warning(
                place, "\(quoted(text)) is \(Self.name(scalar.value)) here, but \(other) in YAML 1.1",
                hint: "write it so that both agree")
        }
        return scalar.value
    }

    private static func name(_ value: JSONValue) -> String {
        if case .string = value { return "text" }
        return "the number \(PythonText.str(value))"
    }
}
