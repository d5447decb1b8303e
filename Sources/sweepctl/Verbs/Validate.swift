internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a specification and say what it means.",
        discussion: """
            Examples:
              sweepctl validate sweep.yaml
              sweepctl validate sweep.yaml --json
            """)

    @Argument(help: "The specification; - is standard input.", completion: .file()) var file: String
    @OptionGroup var options: SpecificationOptions
    @OptionGroup var output: ObjectOutput

    func run() async throws {
        let file = try SpecificationFile(file)
        let specification = try file.check(options.overrides())
        let search = Search(specification: specification, seed: specification.seed ?? 0)
        let commands = try Self.commands(specification, file, search)
        if output.json { return Console.out(json(specification, search, commands)) }
        var facts = Facts()
        facts.add("space", Self.size(search))
        facts.add("method", specification.method.rawValue)
        let endless = search.size == .huge ? "beyond counting" : "unbounded"
        facts.add("runs", search.total.map { "\($0)" } ?? endless)
        facts.add("metric", specification.metric.map { "\($0.goal.rawValue) \($0.name)" })
        for parameter in specification.parameters { facts.add("  " + parameter.name, parameter.distribution.text) }
        facts.print()
        Console.out("commands such as\n" + commands.map { "  \(ShellText.line($0))\n" }.joined())
    }

    private static func size(_ search: Search) -> String {
        switch search.size {
        case .finite(let count): count.counted("point")
        case .huge: "more than \(Int64.max) points"
        case .unbounded: "continuous"
        }
    }

    /// The command lines of the first three points.
    private static func commands(
        _ specification: Specification, _ file: SpecificationFile, _ search: Search
    ) throws(Fault) -> [[String]] {
        let template = CommandTemplate(specification: specification)
        let interpreter = try interpreter(specification, file, template)
        var cursor = SearchCursor()
        var commands: [[String]] = []
        while commands.count < 3, let point = search.candidate(at: cursor) {
            commands.append(
                try template.argv(
                    parameters: point.values, interpreter: interpreter ?? "python3", program: specification.program,
                    argsFile: "params.json",
                    submitterEnvironment: SubmitterEnvironment.entries(wanted: template.environmentNames)))
            cursor = search.cursor(after: cursor, known: false)
        }
        return Array(commands.prefix(search.total.map { Int(clamping: $0) } ?? 3))
    }

    /// Nil where there is none: for a sample any name does.
    private static func interpreter(
        _ specification: Specification, _ file: SpecificationFile, _ template: CommandTemplate
    ) throws(Fault) -> String? {
        guard template.usesInterpreter else { return nil }
        if specification.container != nil { return try Interpreter.find(for: specification, file) }
        return try Interpreter.find(specification.python, beside: file.folder)
    }

    private func json(_ specification: Specification, _ search: Search, _ commands: [[String]]) -> JSONValue {
        [
            "valid": true, "method": .string(specification.method.rawValue), "size": .optional(search.size.count),
            "runs": .optional(search.total),
            "parameters": .object(
                JSONObject(specification.parameters.map { ($0.name, .string($0.distribution.text)) })),
            "commands": .array(commands.map { .array($0.map(JSONValue.string)) }),
        ]
    }
}
