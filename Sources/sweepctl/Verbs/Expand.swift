internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

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
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let count, count < 0 { throw ValidationError("--count must not be negative") }
    }

    func run() async throws {
        let file = try SpecificationFile(file)
        let checked = try CheckedFile(file, options.overlay(await connection.host?.defaults), toRun: false)
        let specification = checked.specification
        if checked.specification.method == .bayes {
            Console.error("without results 'bayes' has nothing to go by: these are random draws")
        }
        let seed = seed ?? specification.seed ?? Self.drawSeed(for: specification)
        let search = Search(specification: specification, seed: seed)
        guard let limit = count ?? Self.points(checked, search) else {
            throw Fault(
                .usage, "cannot print all points of '\(file.path)': there is no end to them",
                hint: "say how many with --count, or set 'run_cap'")
        }
        try print(file, checked, search, limit: limit)
    }

    private func print(
        _ file: SpecificationFile, _ checked: CheckedFile, _ search: Search, limit: Int64
    ) throws(Fault) {
        var printer = PointPrinter(limit: limit)
        if let points = checked.points { printer.print(lines: points.lines) }
        let looks = search.looks(costing: Draft.costMax)
        var runs = Expansion(search, limit: looks, known: printer.known)
        // The next one may be far.
        while !printer.isFull, let run = runs.next() {
            if run.replicate == 0 { printer.print(run.point) }
        }
        printer.flush()
        if printer.isEmpty, count != 0 { throw Draft.nothing(to: "expand", file, runs) }
        if !printer.isFull, runs.isUnfinished {
            Console.warn("there may be more points: of \(looks) looked at, none fulfils the constraints")
        }
    }

    /// How many points there are below the cap on runs; nil where there is no end to them.
    private static func points(_ checked: CheckedFile, _ search: Search) -> Int64? {
        let replicates = Int64(checked.specification.replicates?.values.count ?? 1)
        let runs = checked.total(search)
        return runs.map { $0 / replicates + ($0 % replicates).signum() } ?? (search.size == .unbounded ? nil : .max)
    }

    private static func drawSeed(for specification: Specification) -> UInt64 {
        let seed = UInt64(UInt32.random(in: 0...UInt32.max))
        let isDrawn = specification.method == .random || specification.method == .sobol
        if isDrawn || specification.order == .shuffled {
            Console.error("seed \(seed) was drawn; fix it with --seed or 'seed'")
        }
        return seed
    }
}

/// Writes points in large pieces, up to a limit.
struct PointPrinter {
    private let limit: Int64
    private var count: Int64 = 0
    private var buffer: [UInt8] = []
    /// The points that came as lines.
    private(set) var known = PointSet()

    private static let pieceSize = 1 << 18

    init(limit: Int64) { self.limit = limit }

    var isFull: Bool { count >= limit }
    var isEmpty: Bool { count == 0 }

    /// Points from files, each once.
    mutating func print(lines: [UInt8]) {
        for line in lines.split(separator: UInt8(ascii: "\n")) where !isFull {
            guard let values = (try? JSONParser.parse(line))?.objectValue else { continue }
            if known.insert(Point(values: values)) { write { $0.append(contentsOf: line) } }
        }
    }

    mutating func print(_ point: Point) { write { JSONValue.object(point.values).append(to: &$0) } }

    private mutating func write(_ append: (inout [UInt8]) -> Void) {
        append(&buffer)
        buffer.append(UInt8(ascii: "\n"))
        count += 1
        if buffer.count > Self.pieceSize { flush() }
    }

    mutating func flush() {
        Console.out(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
