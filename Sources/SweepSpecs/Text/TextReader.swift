internal import SweepModel
internal import Yams

/// Bytes → located values, within the limits that keep a hostile file from costing anything.
///
/// YAML comes in through Yams' `compose`, whose nodes carry their places; what a scalar means is decided here, since
/// Yams resolves by YAML 1.1. JSON is read by the same way, as YAML holds it.
struct TextReader {
    /// Deepest nesting.
    static let depthMax = 32
    /// Most values, those that aliases repeat included.
    static let nodesMax = 200_000

    /// The walk met a limit and ended; the fault is in the log.
    private struct Halt: Error {}

    private let log: FaultLog
    private var nodes = 0

    /// The file's root; nil where it cannot be read, which the log then says.
    static func read(_ bytes: [UInt8], log: FaultLog) -> Element? {
        guard let text = decoded(bytes, log: log) else { return nil }
        guard AliasGuard.allows(bytes) else {
            log.error(.nowhere, "expected keys to be plain words, got: collections as keys beside many aliases")
            return nil
        }
        guard let node = composed(text, log: log) else { return nil }
        var reader = TextReader(log: log)
        return try? reader.element(node, depth: 1)
    }

    /// A single value as `--set` takes it.
    static func value(_ text: String, log: FaultLog) -> Element? {
        text.isEmpty ? Element(.null) : read(Array(text.utf8), log: log)
    }

    private init(log: FaultLog) { self.log = log }

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

    /// The basic resolver leaves out the regular expressions by which Yams would guess what scalars mean.
    private static func parser(_ text: String) throws -> Parser {
        try Parser(yaml: SurrogatePairs.joined(text), resolver: .basic, encoding: .utf8)
    }

    private static func composed(_ text: String, log: FaultLog) -> Node? {
        do {
            if let node = try parser(text).singleRoot() { return node }
            log.error(.nowhere, "the file is empty")
        } catch let error as YamlError {
            report(error, log: log)
        } catch {
            log.error(.nowhere, "cannot read the file: it is not YAML")
        }
        return nil
    }

    private static func report(_ error: YamlError, log: FaultLog) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            log.error(Place(mark), "cannot read the file: \(problem)", hint: "the text is not YAML from here on")
        case .duplicatedKeysInMapping(let duplicates, let context):
            for name in duplicates { log.error(Place(context.mark), "\(quoted(name)) is written twice in one mapping") }
        case .reader(let problem, let offset, _, _):
            log.error(.nowhere, "cannot read the file: \(problem)" + (offset.map { " at character \($0)" } ?? ""))
        default: log.error(.nowhere, "cannot read the file: it is not YAML")
        }
    }

    private mutating func element(_ node: Node, depth: Int) throws(Halt) -> Element {
        let place = node.mark.map(Place.init) ?? .nowhere
        nodes += 1
        guard nodes <= Self.nodesMax else {
            throw halt(place, "cannot read the file: more than \(Self.nodesMax) values, aliases expanded")
        }
        guard depth <= Self.depthMax else {
            throw halt(place, "cannot read the file: nested deeper than \(Self.depthMax)")
        }
        switch node {
        case .scalar(let scalar): return scalarElement(scalar, place)
        case .sequence(let sequence):
            var items: [Element] = []
            for item in sequence { items.append(try element(item, depth: depth + 1)) }
            return Element(.sequence(items), at: place)
        case .mapping(let mapping): return try mappingElement(mapping, place, depth)
        case .alias: throw halt(place, "cannot read the file: an alias without its anchor")
        }
    }

    private func halt(_ place: Place, _ message: String) -> Halt {
        log.error(place, message)
        return Halt()
    }

    private mutating func mappingElement(
        _ mapping: Node.Mapping, _ place: Place, _ depth: Int
    ) throws(Halt) -> Element {
        var entries: [Element.Entry] = []
        var names: Set<String> = []
        var merged: [Element.Entry] = []
        for (key, value) in mapping {
            let keyPlace = key.mark.map(Place.init) ?? place
            guard case .scalar(let scalar) = key else {
                log.error(keyPlace, "expected a key to be a plain word, got: a collection")
                continue
            }
            let inner = try element(value, depth: depth + 1)
            if scalar.string == "<<", scalar.style == .plain {
                merged += mergeEntries(inner)
            } else if !names.insert(scalar.string).inserted {
                log.error(keyPlace, "\(quoted(scalar.string)) is written twice in one mapping")
            } else {
                entries.append(Element.Entry(name: scalar.string, place: keyPlace, value: inner))
            }
        }
        entries += merged.filter { names.insert($0.name).inserted }
        return Element(.mapping(entries), at: place)
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

    private func scalarElement(_ scalar: Node.Scalar, _ place: Place) -> Element {
        let text = scalar.string
        if text.utf8.contains(0) { log.error(place, "expected text without NUL, got: \(quoted(text))") }
        let value: JSONValue
        switch scalar.tag.description {
        case Self.tagPrefix + "str": value = .string(text)
        case "" where scalar.style != .plain: value = .string(text)
        case "", Self.tagPrefix + "int", Self.tagPrefix + "bool", Self.tagPrefix + "null": value = plain(text, place)
        case Self.tagPrefix + "float": value = plain(text, place).doubleValue.map(JSONValue.double) ?? .string(text)
        default:
            value = .string(text)
            log.error(place, "the tag \(quoted(scalar.tag.description)) has no meaning here")
        }
        return Element(.scalar(value, text: text), at: place, textOffset: Self.textOffset(scalar))
    }

    /// Text in quotes begins one column later; blocks, and text with escapes, have columns of their own.
    private static func textOffset(_ scalar: Node.Scalar) -> Int? {
        switch scalar.style {
        case .plain: 0
        case .singleQuoted: scalar.string.contains("'") ? nil : 1
        case .doubleQuoted: scalar.string.contains("\"") || scalar.string.contains("\\") ? nil : 1
        default: nil
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

extension Place {
    fileprivate init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
