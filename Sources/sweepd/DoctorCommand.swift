internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import SweepDaemon
internal import SweepModel

/// `sweepd doctor`: what this host lacks, and the commands that mend it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examine everything that sweepd needs here, and say the commands that mend it.",
        discussion: """
            Nothing is changed, and none of the commands is executed. The exit code is 1 where something is at fault,
            else 0; warnings do not count.

            EXAMPLES
              sweepctl doctor
              sweepctl doctor --system
              sweepctl doctor --json | jq '.[] | select(.verdict != "ok")'
            """)

    @OptionGroup var place: PlaceOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let doctor = try Doctor(
            options: try place.options, environment: ProcessInfo.processInfo.environment)
        let report = await doctor.examine { if !json { Self.print($0.lines) } }
        if json { FileHandleText.write(try report.json(), to: STDOUT_FILENO) } else { Self.print([report.summary]) }
        throw ExitCode(report.exitCode)
    }

    private static func print(_ lines: [String]) {
        FileHandleText.write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
    }
}
