internal import SweepModel

/// A place in a file: line and column from 1; 0 where a value comes from outside the file.
struct Place: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int

    static let nowhere = Place(line: 0, column: 0)

    static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A value of the file with its place: what is checked, and what overrides and defaults are merged into.
struct Element: Sendable {
    enum Content: Sendable {
        /// `text` is what was written, for places where a number is meant as text.
        case scalar(JSONValue, text: String)
        case sequence([Element])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var name: String
        var place: Place
        var value: Element
    }

    var content: Content
    var place: Place
    /// How many columns behind its place a scalar's text begins; nil where its columns are not those of the file.
    var textOffset: Int?

    init(_ content: Content, at place: Place, textOffset: Int? = nil) {
        self.content = content
        self.place = place
        self.textOffset = textOffset
    }

    /// The place of a column (from 1) of a scalar's text; its own place where that cannot be told.
    func place(ofColumn column: Int) -> Place {
        guard let textOffset else { return place }
        return Place(line: place.line, column: place.column + textOffset + column - 1)
    }

    /// A value from outside the file.
    init(_ value: JSONValue, at place: Place = .nowhere) {
        self.place = place
        switch value {
        case .array(let items): content = .sequence(items.map { Element($0, at: place) })
        case .object(let object):
            content = .mapping(
                object.members.map { Entry(name: $0.name, place: place, value: Element($0.value, at: place)) })
        default: content = .scalar(value, text: PythonText.str(value))
        }
    }

    var entries: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }
    var items: [Element]? { if case .sequence(let items) = content { items } else { nil } }

    /// What was written, where this is a scalar other than null.
    var text: String? {
        guard case .scalar(let value, let text) = content, value != .null else { return nil }
        return text
    }

    /// The value without places.
    var json: JSONValue {
        switch content {
        case .scalar(let value, _): value
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.name, $0.value.json) }))
        }
    }

    /// How messages show it.
    var shown: String {
        switch content {
        case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
        case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
        case .scalar(.null, _): "nothing"
        case .scalar(_, let text): quoted(text)
        }
    }
}

extension Element {
    /// This mapping with the members of `lower` that it lacks.
    ///
    /// - Parameter levels: how deep mappings on both sides are merged; below, this one's stand as they are.
    func laid(over lower: Element, levels: Int = 2) -> Element {
        guard levels > 0, var entries, let lowerEntries = lower.entries else { return self }
        for entry in lowerEntries {
            if let index = entries.firstIndex(where: { $0.name == entry.name }) {
                entries[index].value = entries[index].value.laid(over: entry.value, levels: levels - 1)
            } else {
                entries.append(entry)
            }
        }
        return Element(.mapping(entries), at: place)
    }

    /// This value with `value` at a dotted path, or without what stands there where `value` is nil; of the names that the
    /// path could mean, the longest that exists counts (a parameter's name may hold dots).
    func setting(_ path: ArraySlice<String>, to value: Element?) -> Element {
        guard !path.isEmpty else { return value ?? self }
        var entries = entries ?? []
        for length in stride(from: path.count, through: 1, by: -1) {
            let name = path.prefix(length).joined(separator: ".")
            guard let index = entries.firstIndex(where: { $0.name == name }) else { continue }
            if length == path.count, value == nil {
                entries.remove(at: index)
                return Element(.mapping(entries), at: place)
            }
            entries[index].value = entries[index].value.setting(path.dropFirst(length), to: value)
            return Element(.mapping(entries), at: place)
        }
        guard value != nil else { return self }
        let inner = Element(.mapping([]), at: .nowhere).setting(path.dropFirst(), to: value)
        entries.append(Entry(name: path[path.startIndex], place: .nowhere, value: inner))
        return Element(.mapping(entries), at: place)
    }
}

/// User text in a message: in single quotes, on one line, and never long.
func quoted(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return "'" + (line.count > 60 ? String(line.prefix(57)) + "..." : String(line)) + "'"
}
