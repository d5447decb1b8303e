internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSearch

struct Expand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand",
        abstract: "Print the points of a sweep as JSON lines, in the order of execution.",
        discussion: """
            Examples:
              sweepctl expand sweep.yaml
              sweepctl expand random.yaml --count 5 --seed 7
            """)

    @Argument(help: "The specification; - is standard input.", completion: .file()) var file: String
    @Option(help: "How many points at most, whatever 'run_cap' says.") var count: Int64?
    @Option(help: "Seed of the search.") var seed: UInt64?
    @Flag(help: "One JSON object of parameters a line (the only form).") var jsonl = false
    @OptionGroup var options: SpecificationOptions

    func run() async throws {
        let specification = try SpecificationFile(file).check(options.overrides())
        let seed = seed ?? specification.seed ?? Self.drawSeed(for: specification)
        let search = Search(specification: specification, seed: seed)
        guard let limit = count ?? search.total ?? (search.isFinite ? .max : nil) else {
            throw Fault(
                .usage, "cannot print all points of '\(file)': there is no end to them",
                hint: "say how many with --count, or set 'run_cap'")
        }
        Self.print(search, limit: limit)
    }

    private static func drawSeed(for specification: Specification) -> UInt64 {
        let seed = UInt64(UInt32.random(in: 0...UInt32.max))
        if specification.method == .random { Console.error("seed \(seed) was drawn; fix it with --seed or 'seed'") }
        return seed
    }

    private static func print(_ search: Search, limit: Int64) {
        var buffer: [UInt8] = []
        for run in Expansion(search).prefix(Int(clamping: limit)) {
            JSONValue.object(run.parameters).append(to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1 << 18 {
                Console.out(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        Console.out(buffer)
    }
}
