internal import ArgumentParser
internal import SweepControl

struct Pause: SweepChange {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Start no more runs of a sweep for now; what runs goes on.",
        discussion: """
            Examples:
              sweepctl pause @last
            """)
    static let operation = Operation.pauseSweep

    @Argument(help: "The sweep.", completion: SweepNames.completion) var sweep: String
    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions
}
