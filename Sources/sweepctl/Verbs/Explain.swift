internal import ArgumentParser
internal import SweepControl
internal import SweepTerminal

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a sweep or a run waits, or why it ended.",
        discussion: """
            Examples:
              sweepctl explain @last
              sweepctl explain digits/17
            """)

    @Argument(help: "The sweep or the run.") var subject: Subject
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let index = try subject.oneIndex()
        let request = ControlRequest(index == nil ? .explainSweep : .explainRun, sweep: subject.sweep, index: index)
        let object: ExplainObject = try await connection.client.answer(to: request)
        if output.json { return Console.out(try Wire.json(object)) }
        Console.out("\(VisibleText.line(object.subject)) is \(object.state)\n")
        for reason in object.reasons { Console.out("  \(VisibleText.line(reason))\n") }
    }
}
