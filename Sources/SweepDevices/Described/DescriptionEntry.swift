internal import SweepModel
internal import Yams

/// The faults of a machine description; each is kept once.
struct DescriptionLog {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func error(_ node: Node, _ message: String, hint: String? = nil) {
        let fault = Diagnostic(
            .error, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0, message, hint: hint)
        if !diagnostics.contains(fault) { diagnostics.append(fault) }
    }
}

/// One mapping of a machine description; a getter returns nil for what is absent, and reports what is wrong.
struct DescriptionEntry {
    let node: Node
    private let path: String

    init(_ node: Node, path: String, known: [String], _ log: inout DescriptionLog) {
        self.node = node
        self.path = path
        guard let mapping = node.mapping else {
            log.error(node, "expected \(path.isEmpty ? "the file" : "'\(path)'") to be a mapping")
            return
        }
        for (key, _) in mapping where !known.contains(key.scalar?.string ?? "") {
            let name = key.scalar?.string ?? ""
            let hint = Suggestion.hint(for: name, among: known) ?? "known keys: \(known.joined(separator: ", "))"
            log.error(key, "unknown key '\(self.key(name))'", hint: hint)
        }
    }

    func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Yams' own subscript would make a new node without a place.
    private func value(_ name: String) -> Node? {
        node.mapping?.first { $0.key.scalar?.string == name }?.value
    }

    private func expected(_ name: String, _ what: String, _ node: Node, _ log: inout DescriptionLog) {
        let got = node.scalar.map { ", got: '\($0.string)'" } ?? ""
        log.error(node, "expected '\(key(name))' to be \(what)\(got)")
    }

    func text(_ name: String, _ log: inout DescriptionLog) -> String? {
        guard let value = value(name) else { return nil }
        if let text = value.scalar?.string, !text.isEmpty, text.utf8.count < 256 { return text }
        expected(name, "a text", value, &log)
        return nil
    }

    /// The `uuid`, which is needed: letters, digits and `-./:_`.
    func identifier(_ log: inout DescriptionLog) -> DeviceID? {
        guard let value = value("uuid") else {
            if node.mapping != nil { log.error(node, "'\(key("uuid"))' is missing", hint: "every device has one") }
            return nil
        }
        let isPlain = { (text: String) in text.allSatisfy { $0.isLetter || $0.isNumber || "-./:_".contains($0) } }
        if let text = text("uuid", &log), isPlain(text) { return DeviceID(text) }
        expected("uuid", "letters, digits and any of -./:_", value, &log)
        return nil
    }

    func number(_ name: String, in range: ClosedRange<Int>, _ log: inout DescriptionLog) -> Int? {
        guard let value = value(name) else { return nil }
        if let number = value.scalar.flatMap({ Int($0.string) }), range.contains(number) { return number }
        expected(name, "a number from \(range.lowerBound) to \(range.upperBound)", value, &log)
        return nil
    }

    func flag(_ name: String, _ log: inout DescriptionLog) -> Bool? {
        choice(name, [("true", true), ("false", false)], &log)
    }

    func choice<Value>(_ name: String, _ choices: [(String, Value)], _ log: inout DescriptionLog) -> Value? {
        guard let value = value(name) else { return nil }
        if let choice = choices.first(where: { $0.0 == value.scalar?.string }) { return choice.1 }
        expected(name, choices.map(\.0).joined(separator: " or "), value, &log)
        return nil
    }

    /// An amount of memory of at least 16 MiB and at most 8 TiB.
    func amount(_ name: String, _ log: inout DescriptionLog) -> ByteCount? {
        guard let value = value(name) else { return nil }
        let amount = value.scalar.flatMap { ByteCount($0.string) }
        if let amount, (1 << 24...1 << 43).contains(amount.bytes) { return amount }
        expected(name, "an amount of memory like 80GiB", value, &log)
        return nil
    }

    func numbers(_ name: String, _ log: inout DescriptionLog) -> [Int] {
        guard let value = value(name) else { return [] }
        let numbers = value.sequence?.map { $0.scalar.flatMap { Int($0.string) } } ?? [nil]
        if numbers.allSatisfy({ $0.map { (0...64).contains($0) } ?? false }) { return numbers.compactMap(\.self) }
        expected(name, "a list of numbers from 0 to 64", value, &log)
        return []
    }

    func list(_ name: String, _ log: inout DescriptionLog) -> [Node] {
        guard let value = value(name) else { return [] }
        if let list = value.sequence { return Array(list) }
        expected(name, "a list", value, &log)
        return []
    }
}
