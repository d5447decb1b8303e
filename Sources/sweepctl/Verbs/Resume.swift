internal import ArgumentParser
internal import SweepControl

struct Resume: SweepChange {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a paused sweep.",
        discussion: """
            Examples:
              sweepctl resume @last
            """)
    static let operation = Operation.resumeSweep

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions
}
