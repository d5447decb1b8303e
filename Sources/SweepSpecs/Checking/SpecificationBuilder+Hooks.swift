internal import SweepModel

// What happens around runs: commands that are told, and how long what runs left is kept.
extension SpecificationBuilder {
    private static let hooksMax = 16
    private static let wordsMax = 1000

    mutating func readHooks() {
        guard let keys = part("hooks", known: Hooks.Event.allCases.map(\.rawValue)) else { return }
        var hooks = Hooks()
        for event in Hooks.Event.allCases {
            guard let element = keys[event.rawValue] else { continue }
            guard let items = element.items, items.count <= Self.hooksMax else {
                keys.expected(
                    event.rawValue, "a list of at most \(Self.hooksMax) commands, each a list of words", got: element,
                    hint: "write [[cmd, arg]]")
                continue
            }
            hooks[event] = items.compactMap { command($0, in: keys.key(event.rawValue)) }
        }
        specification.hooks = hooks
    }

    private func command(_ element: Element, in key: String) -> [String]? {
        guard let items = element.items, !items.isEmpty, items.count <= Self.wordsMax else {
            log.expected("\(key) item", "a list of words", got: element, hint: element.text.map { "write [\($0)]" })
            return nil
        }
        let words = items.compactMap(\.text)
        guard words.count == items.count, words[0] != "" else {
            log.expected("\(key) item", "a list of words", got: element)
            return nil
        }
        return words
    }

    mutating func readRetention() {
        guard let keys = part("retention", known: Retention.keys) else { return }
        specification.retention = Retention(keys)
    }
}

extension Retention {
    static let keys = ["artifacts", "failed", "logs"]

    /// - Parameter section: with ``keys``.
    init(_ section: Section) {
        self.init(
            bestArtifacts: Self.best(section), failed: section.span("failed", allowsZero: true),
            logs: section.span("logs", allowsZero: true))
    }

    /// `best 5`
    private static func best(_ section: Section) -> Int? {
        guard let element = section["artifacts"] else { return nil }
        let words = element.text?.split(separator: " ") ?? []
        guard words.count == 2, words[0] == "best", let count = Int(words[1]), (0...1_000_000).contains(count) else {
            section.expected("artifacts", "'best N'", got: element, hint: "e.g. best 5")
            return nil
        }
        return count
    }
}
