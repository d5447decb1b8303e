internal import ArgumentParser
internal import SweepModel

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examine everything that sweepd needs here, and say the commands that mend it.",
        discussion: """
            Each line is one thing: ok, a warning or a fault, what was found and what was looked for,
            and beneath it the command that mends it, which is never executed. No daemon is needed.
            One container is run, from an image that is made for it and removed. The exit code is 1
            where something is at fault, else 0.

            Examples:
              sweepctl doctor
              sweepctl doctor --system
              sweepctl doctor --json
            """)

    @OptionGroup var output: ObjectOutput
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "The daemon's --state-dir, where it has one.", completion: .directory) var stateDir: String?

    func run() throws {
        let socket = connection.system ? ["--system"] : try connection.named.map { ["--socket", $0] } ?? []
        let folder = stateDir.map { ["--state-dir", $0] } ?? []
        try DaemonProgram.become(["doctor"] + (output.json ? ["--json"] : []) + socket + folder)
    }
}
