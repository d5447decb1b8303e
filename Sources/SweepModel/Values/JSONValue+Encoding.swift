/// Codable values as JSON values.
extension JSONValue {
    /// The JSON value that stands for `value`; ``decoded(as:form:)`` gives it back. An unsigned number that Int64 cannot
    /// hold becomes its decimal text, NaN and infinities stay doubles.
    ///
    /// - Throws: what the value's own `encode` throws.
    package init(encoding value: some Encodable, form: JSONForm = .stored) throws {
        let slot = EncodingSlot()
        try ValueEncoder(slot: slot, form: form).store(value)
        self = slot.value
    }
}

/// The place where one encoded value arrives, shared by the containers that fill it.
private final class EncodingSlot {
    private enum Kind { case scalar, object, array }

    private var kind = Kind.scalar
    private var scalar = JSONValue.null
    private var members: [(name: String, slot: EncodingSlot)] = []
    private var items: [EncodingSlot] = []

    var value: JSONValue {
        switch kind {
        case .scalar: scalar
        case .object: .object(JSONObject(members.map { ($0.name, $0.slot.value) }))
        case .array: .array(items.map(\.value))
        }
    }

    var count: Int { items.count }

    func set(_ value: JSONValue) {
        kind = .scalar
        scalar = value
    }

    func becomeObject() { kind = .object }
    func becomeArray() { kind = .array }

    /// The slot of a new member at the object's end.
    func member(_ name: String) -> EncodingSlot {
        members.append((name, EncodingSlot()))
        return members[members.count - 1].slot
    }

    /// The slot of a new item at the array's end.
    func item() -> EncodingSlot {
        items.append(EncodingSlot())
        return items[items.count - 1]
    }
}

private struct ValueEncoder: Encoder {
    let slot: EncodingSlot
    let form: JSONForm
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(KeyedValues<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return UnkeyedValues(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleValue(encoder: self) }

    func store(_ value: some Encodable) throws {
        if let scalar = scalar(value) { slot.set(scalar) } else { try value.encode(to: self) }
    }

    /// The JSON of a value that this coder writes itself.
    private func scalar(_ value: some Encodable) -> JSONValue? {
        switch value {
        case let text as String: .string(text)
        case let flag as Bool: .bool(flag)
        case let number as Double: .double(number)
        case let json as JSONValue: json
        case let object as JSONObject: .object(object)
        case let instant as Instant where form.writesTimesAsText: .string(instant.description)
        case let number as any BinaryInteger: Int64(exactly: number).map(JSONValue.int) ?? .string("\(number)")
        default: nil
        }
    }

    func at(_ slot: EncodingSlot) -> ValueEncoder { ValueEncoder(slot: slot, form: form) }
}

private struct KeyedValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key) -> ValueEncoder {
        encoder.at(encoder.slot.member(encoder.form.name(key.stringValue)))
    }

    func encodeNil(forKey key: Key) { member(key).slot.set(.null) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).store(value) }

    // The protocol has a method of its own for each scalar type; these are the ones that types here use.
    func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try write(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try write(value, key) }

    private func write(_ value: (some Encodable)?, _ key: Key) throws {
        if let value { try encode(value, forKey: key) } else if encoder.form.writesAbsent { encodeNil(forKey: key) }
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { member(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

private struct UnkeyedValues: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { encoder.slot.count }

    private func item() -> ValueEncoder { encoder.at(encoder.slot.item()) }

    func encodeNil() { item().slot.set(.null) }
    func encode(_ value: some Encodable) throws { try item().store(value) }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        item().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { item().unkeyedContainer() }
    func superEncoder() -> any Encoder { item() }
}

private struct SingleValue: SingleValueEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { encoder.slot.set(.null) }
    func encode(_ value: some Encodable) throws { try encoder.store(value) }
}
