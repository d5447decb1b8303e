import Testing

/// Rules about the text of every file beneath Sources.
@Suite struct SourceRuleTests {
    /// A pattern that no line of code may match, and why.
    struct Rule: Sendable, CustomTestStringConvertible {
        let name: String
        /// Targets it holds for; nil is all.
        var targets: Set<String>?
        nonisolated(unsafe) let pattern: Regex<Substring>

        var testDescription: String { name }
    }

    private static let pure: Set<String> = ["SweepModel", "SweepSearch", "SweepScheduling"]
    private static let executables: Set<String> = ["sweepctl", "sweepd", "sweep-runner"]

    static let rules: [Rule] = [
        Rule(name: "an error is handled, not declared impossible", pattern: /\btry!/),
        Rule(name: "a cast may fail", pattern: /\bas!/),
        Rule(name: "an optional is unwrapped with a way out", pattern: /[\w)\]}>]!(?!=)/),
        Rule(name: "a daemon does not end itself", pattern: /\b(?:fatalError|preconditionFailure|abort)\(/),
        Rule(
            name: "targets see each other by package access",
            pattern: /\b(?:public |open (?:class|func|var|subscript)\b)/),
        Rule(
            name: "types are called after what they are",
            pattern: /\b(?:class|struct|enum|actor|protocol|typealias) \w*(?:Manager|Helper|Util|Common)/),
        Rule(
            name: "one word a thing: no trial, job or worker",
            pattern:
                /\b(?:class|struct|enum|actor|protocol|case|func) \w*(?:[tT]rial|[jJ]ob|[wW]orker)(?![a-z])/),
        Rule(
            name: "pure targets know no clock, no chance and no waiting", targets: pure,
            pattern: /\b(?:async|await|SystemRandomNumberGenerator|ContinuousClock|SuspendingClock|clock_gettime)\b/),
        Rule(
            name: "pure targets draw from a generator that is given", targets: pure,
            pattern: /\.(?:random\(\)|shuffled?\(\)|randomElement\(\)|random\(in: [^,)]*\))/),
    ]

    @Test(arguments: rules)
    func `no line breaks this rule`(rule: Rule) throws {
        let files = try Repository.sources().filter { rule.targets?.contains($0.target) ?? true }
        #expect(files.flatMap { $0.places(rule.pattern) } == [])
    }

    @Test func `libraries never print`() throws {
        let libraries = try Repository.sources().filter { !Self.executables.contains($0.target) }
        #expect(libraries.flatMap { $0.places(/\b(?:print|debugPrint|dump)\(/) } == [])
    }

    @Test func `no file is longer than 500 lines`() throws {
        #expect(try Repository.sources().filter { $0.lines.count > 501 }.map(\.path) == [])
    }
}
