internal import ArgumentParser
internal import SweepControl

struct Stop: SweepChange {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Let a sweep's running runs finish and start no more.",
        discussion: """
            Examples:
              sweepctl stop @last
            """)
    static let operation = Operation.stopSweep

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions
}
