internal import SweepModel

/// One mapping of the file under examination: tells of keys it cannot use, and hands out the others by kind.
///
/// Each getter returns nil where the key is absent or its value is a fault, which it then reports.
struct Section {
    let path: String
    let place: Place
    let log: FaultLog
    private let entries: [Element.Entry]

    /// - Parameters:
    ///   - path: dotted path of the mapping for messages; empty at the top.
    ///   - known: keys that are read here.
    ///   - later: keys of the contract that are not built yet.
    /// - Returns: nil where the element is no mapping, which is reported.
    init?(_ element: Element, path: String, log: FaultLog, known: [String], later: [String] = []) {
        guard let entries = element.entries else {
            log.expected(path, "a mapping of \(known.joined(separator: ", "))", got: element)
            return nil
        }
        self.path = path
        self.place = element.place
        self.log = log
        self.entries = entries
        for (index, entry) in entries.filter({ !known.contains($0.name) }).enumerated() {
            let name = quoted(key(entry.name))
            if later.contains(entry.name) {
                log.error(entry.place, "\(name) is not supported yet", hint: "leave it out")
            } else {
                let isSought = index < Self.suggestionsMax
                let hint = isSought ? Suggestion.hint(for: entry.name, among: known + later) : nil
                log.error(entry.place, "unknown key \(name)", hint: hint ?? Self.list(known))
            }
        }
    }

    /// After so many unknown keys in one mapping, a search for what was meant is wasted.
    private static let suggestionsMax = 50

    /// The keys that would do, where they are few.
    private static func list(_ names: [String]) -> String? {
        names.count <= 13 ? "known keys: " + names.sorted().joined(separator: ", ") : nil
    }

    /// The dotted path of a member.
    func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func entry(_ name: String) -> Element.Entry? { entries.first { $0.name == name } }
    subscript(name: String) -> Element? { entry(name)?.value }
    func has(_ name: String) -> Bool { entry(name) != nil }

    func expected(_ name: String, _ expectation: String, got element: Element, hint: String? = nil) {
        log.expected(key(name), expectation, got: element, hint: hint)
    }
}

extension Section {
    /// Text of 1 to `max` characters.
    func string(_ name: String, max: Int = 4096) -> String? {
        guard let element = self[name] else { return nil }
        guard case .scalar(.string(let text), _) = element.content, !text.isEmpty else {
            expected(name, "text", got: element, hint: isScalar(element) ? "write it in quotes" : nil)
            return nil
        }
        guard text.count <= max else {
            expected(name, "text of at most \(max) characters", got: element)
            return nil
        }
        return text
    }

    private func isScalar(_ element: Element) -> Bool { element.text.map { !$0.isEmpty } ?? false }

    func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let element = self[name] else { return nil }
        guard case .scalar(let value, _) = element.content, let number = value.intValue, range.contains(number) else {
            expected(name, Self.words(range), got: element)
            return nil
        }
        return number
    }

    private static func words(_ range: ClosedRange<Int64>) -> String {
        range.upperBound >= Int64(Int32.max)
            ? "an integer of at least \(range.lowerBound)"
            : "an integer from \(range.lowerBound) to \(range.upperBound)"
    }

    /// A finite number; a quoted one is taken with a warning.
    func number(_ name: String) -> JSONValue? {
        guard let element = self[name] else { return nil }
        var value = element.json
        if case .string(let text) = value, case let read = PlainScalar(text).value, read.doubleValue != nil {
            log.warning(
                element.place, "\(quoted(key(name))) is written as text: \(quoted(text)) is taken for a number",
                hint: "write it without quotes")
            value = read
        }
        guard let number = value.doubleValue, number.isFinite else {
            expected(name, "a finite number", got: element)
            return nil
        }
        return value
    }

    func flag(_ name: String) -> Bool? {
        guard let element = self[name] else { return nil }
        if let flag = element.json.boolValue { return flag }
        expected(name, "true or false", got: element)
        return nil
    }

    /// A finite number for which `holds`; `words` say which that is.
    func number(_ name: String, _ words: String, where holds: (Double) -> Bool) -> Double? {
        guard let element = self[name], let number = number(name)?.doubleValue else { return nil }
        if holds(number) { return number }
        expected(name, words, got: element)
        return nil
    }

    func span(_ name: String, allowsZero: Bool = false) -> Span? {
        guard let element = self[name] else { return nil }
        guard let span = element.text.flatMap({ Span($0) }), allowsZero || span > .zero, !isBool(element) else {
            expected(name, "a length of time such as 30s, 10m or 2h", got: element)
            return nil
        }
        return span
    }

    private func isBool(_ element: Element) -> Bool { element.json.boolValue != nil }

    func byteCount(_ name: String) -> ByteCount? {
        guard let element = self[name] else { return nil }
        guard let count = element.text.flatMap({ ByteCount($0) }), count.bytes > 0, !isBool(element) else {
            expected(name, "an amount of memory such as 512MiB or 16GiB", got: element)
            return nil
        }
        return count
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let element = self[name] else { return nil }
        if let text = element.text, let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        let hint = element.text.flatMap { Suggestion.hint(for: $0, among: names) }
        let list = names.count > 3 ? "one of " + names.joined(separator: ", ") : names.joined(separator: " or ")
        expected(name, list, got: element, hint: hint)
        return nil
    }

    /// A list of text items.
    func strings(_ name: String, max: Int) -> [(text: String, place: Place)]? {
        guard let element = self[name] else { return nil }
        guard let items = element.items else {
            expected(name, "a list", got: element, hint: element.text.map { "write [\($0)]" })
            return nil
        }
        guard items.count <= max else {
            log.error(element.place, "expected \(quoted(key(name))) to hold at most \(max) items, got: \(items.count)")
            return nil
        }
        return items.compactMap { item in
            guard let text = item.text else {
                log.expected("\(key(name)) item", "text", got: item)
                return nil
            }
            return (text, item.place)
        }
    }
}
