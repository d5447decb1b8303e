internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import SweepDaemon
internal import SweepModel

/// `sweepd`: the daemon in the foreground.
struct Sweepd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweepd",
        abstract: "Runs parameter sweeps on this machine; 'sweepctl' talks to it.",
        discussion: """
            EXAMPLES
              sweepd                       as yourself, state in ~/.local/state/sweepd
              sweepd --slots 4             at most four runs without GPUs at once
              sweepd --check-config        only say what is wrong with the configuration
              sweepd --system              for all users of this machine, as its service does
              sweepd doctor                say what this host lacks
            """, version: Version.text, subcommands: [DoctorCommand.self, AgentCommand.self])

    @OptionGroup var place: PlaceOptions
    @Option(help: ArgumentHelp("An inherited listening socket.", visibility: .hidden)) var listenFd: Int32?
    @Option(help: ArgumentHelp("End when this pipe's other end is closed.", visibility: .hidden)) var parentFd: Int32?
    @Option(help: "How many runs without GPUs execute at once (default: number of cores).") var slots: Int?
    @Option(help: "The default engine.") var engine: String?
    @Option(
        help: "Which GPUs there are: auto, nvidia, amd, none, or a machine description's file; else SWEEPD_DEVICES.")
    var devices: String?
    @Flag(help: ArgumentHelp("Serve other users, whose runs have this user's rights.", visibility: .hidden))
    var shared =
        false
    @Option(help: ArgumentHelp("Copy the queue into this file and exit; no sweepd may run.", valueName: "file"))
    var backup: String?
    @Flag(help: "Check the configuration and exit.") var checkConfig = false

    func validate() throws {
        if let slots, !(1...4096).contains(slots) { throw ValidationError("--slots must be from 1 to 4096") }
    }

    func run() async throws {
        var options = try place.options
        options.listenDescriptor = listenFd
        options.slots = slots
        options.engine = engine
        options.devices = try selection()
        options.isShared = shared
        options.parentDescriptor = parentFd
        let daemon = try Daemon(options: options, environment: ProcessInfo.processInfo.environment)
        if let backup { return try daemon.backUp(to: try PlaceOptions.absolute(backup)) }
        if !checkConfig { try await daemon.run() }
    }

    private func selection() throws(Fault) -> DeviceSelection {
        let text = devices ?? ProcessInfo.processInfo.environment["SWEEPD_DEVICES"] ?? "auto"
        switch text {
        case "auto", "": return .auto
        case "none": return .none
        default: break
        }
        if let vendor = Vendor(rawValue: text) { return .vendor(vendor) }
        return .file(try PlaceOptions.absolute(text))
    }
}

@main
enum Main {
    static func main() async {
        Daemon.useQuietExecutor()
        let isJournal = JournalLog.isThere
        LoggingSystem.bootstrap { label -> any LogHandler in
            isJournal ? JournalLog() : StandardErrorLog(label: label)
        }
        do {
            var command = try Sweepd.parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch let fault as Fault {
            FileHandleText.writeError("sweepd: \(fault)\n")
            exit(fault.code.exitCode)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            let code = Sweepd.exitCode(for: error)
            let output = code.isSuccess ? STDOUT_FILENO : STDERR_FILENO
            FileHandleText.write(Sweepd.fullMessage(for: error) + "\n", to: output)
            exit(code.isSuccess ? 0 : 2)
        }
    }
}
