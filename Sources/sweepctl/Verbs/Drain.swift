internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Start no more runs, on a GPU or at all; what runs goes on.",
        discussion: """
            Examples:
              sweepctl drain 1 --reason 'new fan on Monday'
              sweepctl drain --wait                   no new runs at all; returns when the last one has ended
              sweepctl drain --until 08:00            until the next time that it is so late
              sweepctl drain 0 --for 2h
            """)

    @Argument(help: "The GPU: its index, its UUID or the beginning of that; all of sweepd if absent.") var gpu: String?
    @Option(help: "Why, for whoever looks at it.") var reason: String?
    @Flag(help: "Return when nothing runs there any more.") var wait = false
    @Option(name: .customLong("for"), help: ArgumentHelp("End by itself after that long: 30m, 2h.", valueName: "time"))
    var span: String?
    @Option(help: ArgumentHelp("End by itself then: 08:00, '2026-12-01 08:00'.", valueName: "time")) var until: String?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if span != nil, until != nil { throw ValidationError("--for excludes --until") }
    }

    func run() async throws {
        let subject = DrainSubject(client: try connection.client, gpu: gpu)
        let request = DrainRequest(reason: reason, until: try end)
        try await subject.drain(request).report(output)
        guard wait else { return }
        Interruption.handle { [gpu] in "it stays drained; end that with 'sweepctl undrain\(gpu.map { " \($0)" } ?? "")'"
        }
        try await subject.idle()
        Console.error("nothing runs \(gpu.map { "on GPU \($0)" } ?? "here") any more")
    }

    private var end: Instant? {
        get throws(Fault) {
            if let span { return Clock.now + (try TimeLimit.read(span)) }
            return try until.map { text throws(Fault) in try LocalTime.next(text, after: Clock.now) }
        }
    }
}

struct Undrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undrain",
        abstract: "Start runs again, on a GPU or at all.",
        discussion: """
            Examples:
              sweepctl undrain 1
              sweepctl undrain
            """)

    @Argument(help: "The GPU: its index, its UUID or the beginning of that; all of sweepd if absent.") var gpu: String?
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await DrainSubject(client: try connection.client, gpu: gpu).undrain().report(output)
    }
}
