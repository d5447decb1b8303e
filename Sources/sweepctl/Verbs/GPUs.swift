internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

struct GPUs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gpus",
        abstract: "Show the host's GPUs: who holds them, who else is on them, and how they are.",
        discussion: """
            Examples:
              sweepctl gpus
              sweepctl gpus -w            again every two seconds
              sweepctl gpus --explain     what was looked for, what was found, and what mends what is missing
            """)

    private static let period = Duration.seconds(2)

    @Flag(name: [.customShort("w"), .long], help: "Go on until interrupted.") var watch = false
    @Flag(help: "Say what was looked for, what was found, and what mends what is missing.") var explain = false
    @OptionGroup var output: ListOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if watch, explain || output.json || output.csv {
            throw ValidationError("-w excludes --explain, --json and --csv")
        }
        if explain && output.csv { throw ValidationError("--explain excludes --csv: give --json") }
    }

    func run() async throws {
        let client = try connection.client
        guard watch else {
            let request = ControlRequest(.listGPUs, query: QueryItems(explain: explain))
            return try show(try await client.answer(to: request))
        }
        var redraw = Redraw()
        while true {
            let list: GPUList = try await client.answer(to: ControlRequest(.listGPUs))
            let style = Console.style(.output)
            let size = Console.size(.output)
            let lines = GPUTable(list).table(style).lines(width: size.map { $0.columns - 1 }, style: style)
            if let size {
                Terminal.draw(redraw.frame(Array(lines.prefix(size.rows - 1))), on: .output)
            } else {
                Console.out(lines.map { $0 + "\n" }.joined())
            }
            try await Task.sleep(for: Self.period)
        }
    }

    private func show(_ list: GPUList) throws {
        if output.json { return Console.out(explain ? try Wire.json(list) : try Wire.json(list.gpus)) }
        if output.csv { return Console.out(GPUTable(list).csv) }
        if !list.gpus.isEmpty { Console.out(GPUTable(list).table(Console.style(.output))) }
        if explain {
            for line in GPUExplanation(list).lines(Console.style(.output)) { Console.out(line + "\n") }
        } else if list.gpus.isEmpty {
            Console.error("there is no GPU here; 'sweepctl gpus --explain' says what was looked for")
        }
    }
}
