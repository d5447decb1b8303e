internal import SweepModel

/// Bytes → located values, within the limits that keep a hostile file from costing anything.
///
/// What a scalar means is decided here, by YAML 1.2. JSON is read by the same way, as YAML holds it.
struct TextReader {
    /// Deepest nesting.
    static let depthMax = 32
    /// Most values, those that aliases repeat included.
    static let nodesMax = 200_000

    /// A fault that ends the reading; it is in the log.
    private struct Halt: Error {}

    let log: FaultLog
    private let events: TextEvents
    private var nodes = 0
    private var anchors: [String: Element] = [:]

    /// The file's root; nil where it cannot be read, which the log then says.
    static func read(_ bytes: [UInt8], log: FaultLog) -> Element? {
        guard let text = decoded(bytes, log: log) else { return nil }
        return Array(SurrogatePairs.joined(text).utf8).withUnsafeBufferPointer { bytes in
            var reader = TextReader(events: TextEvents(bytes), log: log)
            return try? reader.root()
        }
    }

    /// A single value as `--set` takes it.
    static func value(_ text: String, log: FaultLog) -> Element? {
        text.isEmpty ? Element(.null) : read(Array(text.utf8), log: log)
    }

    private init(events: TextEvents, log: FaultLog) {
        self.events = events
        self.log = log
    }

    private static func decoded(_ bytes: [UInt8], log: FaultLog) -> String? {
        if let excess = SpecificationReader.excess(Int64(bytes.count)) {
            log.error(.nowhere, excess.message, hint: excess.hint)
            return nil
        }
        if let offset = bytes.firstIndex(of: 0) {
            log.error(.nowhere, "cannot read the file: NUL at byte \(offset)", hint: "save it as UTF-8 text")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let offset = firstInvalid(bytes)
            log.error(.nowhere, "cannot read the file: not UTF-8 at byte \(offset)", hint: "save it as UTF-8 text")
            return nil
        }
        // Editors on Windows put a byte order mark there, which YAML allows and libyaml trips over.
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// The offset (from 0) of the first byte that is not UTF-8: where the repaired text begins to differ.
    static func firstInvalid(_ bytes: [UInt8]) -> Int {
        zip(bytes, String(decoding: bytes, as: UTF8.self).utf8).enumerated().first { $1.0 != $1.1 }?.offset
            ?? bytes.count
    }

    private func next() throws(Halt) -> (event: TextEvents.Event, place: Place) {
        do throws(TextEvents.Failure) {
            return try events.next()
        } catch {
            throw unreadable(error.place, error.problem)
        }
    }

    private func unreadable(_ place: Place, _ problem: String) -> Halt {
        halt(place, "cannot read the file: \(problem)", hint: "the text is not YAML from here on")
    }

    private func halt(_ place: Place, _ message: String, hint: String? = nil) -> Halt {
        log.error(place, message, hint: hint)
        return Halt()
    }

    private mutating func root() throws(Halt) -> Element {
        guard case .document = try next().event else { throw halt(.nowhere, "the file is empty") }
        let (event, place) = try next()
        let root = try element(event, place, depth: 1)
        let end = try next()
        guard case .endOfText = end.event else { throw unreadable(end.place, "but found another document") }
        return root
    }

    private mutating func element(_ event: TextEvents.Event, _ place: Place, depth: Int) throws(Halt) -> Element {
        switch event {
        case .scalar(let scalar, let anchor):
            try enter(place, depth)
            return named(anchor, scalarElement(scalar, place))
        case .sequence(let anchor):
            try enter(place, depth)
            return named(anchor, Element(.sequence(try items(depth + 1)), at: place))
        case .mapping(let anchor):
            try enter(place, depth)
            return named(anchor, Element(.mapping(try entries(depth + 1)), at: place))
        case .alias(let name):
            guard let element = anchors[name] else { throw unreadable(place, "found undefined alias") }
            try enter(element, depth)
            return element
        case .end, .document, .endOfText: throw unreadable(place, "expected a value")
        }
    }

    private mutating func named(_ anchor: String?, _ element: Element) -> Element {
        if let anchor { anchors[anchor] = element }
        return element
    }

    /// Counts a value.
    private mutating func enter(_ place: Place, _ depth: Int) throws(Halt) {
        nodes += 1
        guard nodes <= Self.nodesMax else {
            throw halt(place, "cannot read the file: more than \(Self.nodesMax) values, aliases expanded")
        }
        guard depth <= Self.depthMax else {
            throw halt(place, "cannot read the file: nested deeper than \(Self.depthMax)")
        }
    }

    /// Counts a value with all that it holds.
    private mutating func enter(_ element: Element, _ depth: Int) throws(Halt) {
        try enter(element.place, depth)
        for item in element.items ?? [] { try enter(item, depth + 1) }
        for entry in element.entries ?? [] { try enter(entry.value, depth + 1) }
    }

    private mutating func items(_ depth: Int) throws(Halt) -> [Element] {
        var items: [Element] = []
        while true {
            let (event, place) = try next()
            if case .end = event { return items }
            items.append(try element(event, place, depth: depth))
        }
    }

    private mutating func entries(_ depth: Int) throws(Halt) -> [Element.Entry] {
        var entries: [Element.Entry] = []
        var merged: [Element.Entry] = []
        var names: Set<String> = []
        while true {
            let (event, place) = try next()
            if case .end = event { break }
            let name = try key(event, place, depth)
            let (start, valuePlace) = try next()
            let value = try element(start, valuePlace, depth: depth)
            if Self.isMerge(event) {
                merged += mergeEntries(value)
            } else if let name {
                if names.insert(name).inserted {
                    entries.append(Element.Entry(name: name, place: place, value: value))
                } else {
                    log.error(place, "\(quoted(name)) is written twice in one mapping")
                }
            }
        }
        return entries + merged.filter { names.insert($0.name).inserted }
    }

    /// A key's text; nil where it is a collection, which is reported.
    private mutating func key(_ event: TextEvents.Event, _ place: Place, _ depth: Int) throws(Halt) -> String? {
        if case .scalar(let scalar, nil) = event { return scalar.text }
        if case .scalar(_, let text) = try element(event, place, depth: depth).content { return text }
        log.error(place, "expected a key to be a plain word, got: a collection")
        return nil
    }

    private static func isMerge(_ event: TextEvents.Event) -> Bool {
        if case .scalar(let scalar, _) = event { scalar.text == "<<" && scalar.style == .plain } else { false }
    }

    /// The members that a merge key brings in, earlier mappings before later ones.
    private func mergeEntries(_ element: Element) -> [Element.Entry] {
        if let entries = element.entries { return entries }
        if let items = element.items, items.allSatisfy({ $0.entries != nil }) {
            return items.flatMap { $0.entries ?? [] }
        }
        log.expected("<<", "a mapping or a list of mappings", got: element)
        return []
    }

}
