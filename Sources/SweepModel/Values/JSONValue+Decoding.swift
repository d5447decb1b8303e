/// JSON values as Codable values; the counterpart of ``JSONValue/init(encoding:form:)``.
extension JSONValue {
    /// The value of `type` that this stands for.
    ///
    /// - Throws: `DecodingError` where this does not stand for one.
    package func decoded<Value: Decodable>(as type: Value.Type, form: JSONForm = .stored) throws -> Value {
        try ValueDecoder(json: self, form: form, codingPath: []).value(type)
    }
}

private struct ValueDecoder: Decoder {
    let json: JSONValue
    let form: JSONForm
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let read = scalar(type) else { return try Value(from: self) }
        guard let value = read as? Value else { throw mismatch(type) }
        return value
    }

    /// The value where `type` is one that this coder reads itself; `Unreadable` where the JSON does not fit it.
    private func scalar<Value>(_ type: Value.Type) -> Any? {
        switch type {
        case is String.Type: json.stringValue ?? Unreadable()
        case is Bool.Type: json.boolValue ?? Unreadable()
        case is Double.Type: number ?? Unreadable()
        case is JSONValue.Type: json
        case is JSONObject.Type: json.objectValue ?? Unreadable()
        case is Instant.Type where form.writesTimesAsText:
            json.stringValue.flatMap { Instant($0) } ?? Unreadable()
        case let integer as any (FixedWidthInteger & Decodable).Type: exact(integer) ?? Unreadable()
        default: nil
        }
    }

    private struct Unreadable {}

    private func exact<Number: FixedWidthInteger>(_ type: Number.Type) -> Any? {
        json.intValue.flatMap(Number.init(exactly:)) ?? json.stringValue.flatMap { Number($0) }
    }

    private var number: Any? {
        switch json.stringValue {
        case "NaN": Double.nan
        case "Infinity": Double.infinity
        case "-Infinity": -Double.infinity
        default: json.doubleValue
        }
    }

    private func mismatch<Value>(_ type: Value.Type) -> DecodingError {
        switch type {
        case is String.Type: wanted("a string")
        case is Bool.Type: wanted("true or false")
        case is Double.Type: wanted("a number")
        case is JSONObject.Type: wanted("an object")
        case is Instant.Type: wanted("a time such as 2026-01-31T12:00:00Z")
        default: wanted("an integer")
        }
    }

    private func wanted(_ what: String) -> DecodingError {
        .typeMismatch(JSONValue.self, .init(codingPath: codingPath, debugDescription: "expected \(what)"))
    }

    func at(_ json: JSONValue, _ key: any CodingKey) -> ValueDecoder {
        ValueDecoder(json: json, form: form, codingPath: codingPath + [key])
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let object = json.objectValue else { throw wanted("an object") }
        return KeyedDecodingContainer(KeyedMembers(object: object, decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let items = json.arrayValue else { throw wanted("a list") }
        return UnkeyedItems(items: items, decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SingleItem(decoder: self) }
}

private struct KeyedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { object.names.compactMap(Key.init(stringValue:)) }

    private func json(_ key: Key) -> JSONValue? { object[decoder.form.name(key.stringValue)] }

    private func member(_ key: Key) throws -> ValueDecoder {
        guard let json = json(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
        }
        return decoder.at(json, key)
    }

    func contains(_ key: Key) -> Bool { json(key) != nil }
    func decodeNil(forKey key: Key) -> Bool { json(key).map { $0 == .null } ?? true }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try member(key).value(type) }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> { try member(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

private struct UnkeyedItems: UnkeyedDecodingContainer {
    private struct Position: CodingKey {
        let stringValue: String
        let intValue: Int?
        init(_ index: Int) { (stringValue, intValue) = (String(index), index) }
        init?(stringValue: String) { nil }
        init?(intValue: Int) { self.init(intValue) }
    }

    let items: [JSONValue]
    let decoder: ValueDecoder
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    private mutating func next() throws -> ValueDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                JSONValue.self, .init(codingPath: codingPath, debugDescription: "the list is too short"))
        }
        defer { currentIndex += 1 }
        return decoder.at(items[currentIndex], Position(currentIndex))
    }

    mutating func decodeNil() -> Bool {
        guard !isAtEnd, items[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }

    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct SingleItem: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.json == .null }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
}
