internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSpecs

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a specification and say what it means.",
        discussion: """
            Examples:
              sweepctl validate sweep.yaml
              sweepctl validate sweep.yaml --json
              sweepctl validate --schema > sweep.schema.json
            """)

    @Argument(help: "The specification; - is standard input.", completion: .file()) var file: String?
    @Flag(help: "Print the JSON Schema of specifications instead.") var schema = false
    @OptionGroup var options: SpecificationOptions
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if file == nil, !schema { throw ValidationError("name the specification, or ask for --schema") }
    }

    func run() async throws {
        guard let path = file else { return Console.out(SpecificationSchema.document) }
        let file = try SpecificationFile(path)
        let host = try await connection.host
        let checked = try check(file, options.overlay(host?.defaults))
        let meaning = try SpecificationMeaning(checked, file)
        if let refusal = host?.capacity.refusal(for: checked.specification.resources) {
            Console.warn("\(refusal.message): 'submit' refuses the file")
        }
        if output.json { return Console.out(meaning.object) }
        meaning.facts.print()
        Console.out("commands such as\n" + meaning.commands.map { "  \(ShellText.line($0))\n" }.joined())
        for diagnostic in checked.unsupported {
            Console.warn("\(diagnostic.message): 'submit' and 'try' refuse the file")
        }
    }

    /// - Throws: `specification` where there is a fault, after it is printed as JSON if that was asked for.
    private func check(_ file: SpecificationFile, _ overlay: Overlay) throws(Fault) -> CheckedFile {
        do {
            return try CheckedFile(file, overlay, toRun: false)
        } catch {
            if output.json, error.code == .specification {
                Console.out(FaultyFile(file, overlay, error).object)
            }
            throw error
        }
    }
}
