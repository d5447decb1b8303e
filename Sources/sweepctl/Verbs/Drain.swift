internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Start no more runs on a GPU; what runs there goes on.",
        discussion: """
            Examples:
              sweepctl drain 1 --reason 'new fan on Monday'
            """)

    @Argument(help: "The GPU: its index, its UUID or the beginning of that.") var gpu: String
    @Option(help: "Why, for whoever looks at it.") var reason: String?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = try ControlRequest(.drainGPU, gpu: gpu, body: DrainRequest(reason: reason))
        let object: GPUObject = try await connection.client.answer(to: request)
        try object.report(output)
    }
}

struct Undrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undrain",
        abstract: "Start runs on a GPU again.",
        discussion: """
            Examples:
              sweepctl undrain 1
            """)

    @Argument(help: "The GPU: its index, its UUID or the beginning of that.") var gpu: String
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let object: GPUObject = try await connection.client.answer(to: ControlRequest(.undrainGPU, gpu: gpu))
        try object.report(output)
    }
}

extension GPUObject {
    /// Says on standard error (or as JSON) how it is after a change.
    fileprivate func report(_ output: ObjectOutput) throws(Fault) {
        if output.json { return Console.out(try Wire.json(self)) }
        let runs = leases.isEmpty ? "" : "; \(leases.count.counted("run")) on it"
        Console.error("GPU \(index) (\(uuid)) is \(state.rawValue)\(runs)")
    }
}
