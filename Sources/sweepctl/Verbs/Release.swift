internal import ArgumentParser
internal import SweepControl

struct Release: SweepChange {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Start a sweep that was submitted with --hold.",
        discussion: """
            Examples:
              sweepctl release @last
            """)
    static let operation = Operation.releaseSweep

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions
}
