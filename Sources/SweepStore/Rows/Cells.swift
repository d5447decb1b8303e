internal import GRDB
internal import SweepModel

/// Reads the cells of a row from left to right; a cell that does not hold what it must is a fault, never a crash.
struct Cells {
    private let row: Row
    private let table: StaticString
    private var column = 0

    init(_ row: Row, table: StaticString) {
        self.row = row
        self.table = table
    }

    private mutating func next() -> DatabaseValue {
        defer { column += 1 }
        return column < row.count ? row[column] : .null
    }

    /// Names the row by its first cell, which every query makes its identifier.
    func broken(_ reason: String) -> Fault {
        let first: DatabaseValue = row.count > 0 ? row[0] : .null
        return Fault(
            .internal, "cannot read the queue: table '\(table)', row \(first), column \(column): \(reason)",
            hint: "stop sweepd and bring back a backup")
    }

    mutating func optionalInt64() throws(Fault) -> Int64? {
        switch next().storage {
        case .null: return nil
        case .int64(let number): return number
        default: throw broken("expected an integer")
        }
    }

    mutating func optionalDouble() throws(Fault) -> Double? {
        switch next().storage {
        case .null: return nil
        case .double(let number): return number
        case .int64(let number): return Double(number)
        default: throw broken("expected a number")
        }
    }

    mutating func optionalText() throws(Fault) -> String? {
        switch next().storage {
        case .null: return nil
        case .string(let text): return text
        default: throw broken("expected text")
        }
    }

    mutating func int64() throws(Fault) -> Int64 {
        guard let number = try optionalInt64() else { throw broken("expected an integer, found nothing") }
        return number
    }

    mutating func text() throws(Fault) -> String {
        guard let text = try optionalText() else { throw broken("expected text, found nothing") }
        return text
    }

    mutating func int() throws(Fault) -> Int { Int(try int64()) }
    mutating func optionalInt() throws(Fault) -> Int? { try optionalInt64().map { Int($0) } }
    mutating func instant() throws(Fault) -> Instant { Instant(nanoseconds: try int64()) }
    mutating func optionalInstant() throws(Fault) -> Instant? {
        try optionalInt64().map { Instant(nanoseconds: $0) }
    }
    mutating func optionalSpan() throws(Fault) -> Span? { try optionalInt64().map { Span(nanoseconds: $0) } }

    /// A double whose NaN is stored as NULL.
    mutating func number() throws(Fault) -> Double { try optionalDouble() ?? .nan }

    mutating func optionalChoice<Choice: RawRepresentable<String>>(
        _ type: Choice.Type = Choice.self
    ) throws(Fault) -> Choice? {
        guard let text = try optionalText() else { return nil }
        guard let choice = Choice(rawValue: text) else { throw broken("unknown word '\(text)'") }
        return choice
    }

    mutating func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) throws(Fault) -> Choice {
        guard let choice = try optionalChoice(type) else { throw broken("expected a word, found nothing") }
        return choice
    }

    mutating func object() throws(Fault) -> JSONObject {
        guard case .object(let object) = try json() else { throw broken("expected a JSON object") }
        return object
    }

    mutating func json() throws(Fault) -> JSONValue { try parsed(try text()) }

    private func parsed(_ text: String) throws(Fault) -> JSONValue {
        do { return try JSONParser.parse(text) } catch { throw broken("malformed JSON") }
    }

    mutating func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws(Fault) -> Value {
        try read(try json())
    }

    mutating func optionalDecoded<Value: Decodable>(_ type: Value.Type = Value.self) throws(Fault) -> Value? {
        guard let text = try optionalText() else { return nil }
        return try read(try parsed(text))
    }

    private func read<Value: Decodable>(_ value: JSONValue) throws(Fault) -> Value {
        do { return try value.decoded(as: Value.self) } catch { throw broken("\(error)") }
    }
}
