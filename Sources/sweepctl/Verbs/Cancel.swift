internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop a sweep with all its runs, or single runs, for good.",
        discussion: """
            Examples:
              sweepctl cancel @last
              sweepctl cancel digits/17 digits/20-29
            """)

    @Argument(help: "A sweep, or runs.") var subjects: [Subject]
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = try connection.client
        var faults = Faults()
        for subject in subjects {
            do throws(Fault) {
                try await cancel(subject, client)
            } catch {
                faults.add(error)
            }
        }
        try faults.throwLast()
    }

    private func cancel(_ subject: Subject, _ client: ControlClient) async throws(Fault) {
        if let range = RunRange(subject) {
            try await RunChange(client: client, operation: .cancelRun).apply(to: [range], output)
        } else {
            let request = ControlRequest(.cancelSweep, sweep: subject.sweep)
            try await client.answer(SweepObject.self, to: request).report(output)
        }
    }
}
