internal import ArgumentParser
internal import FoundationEssentials
internal import SweepDaemon
internal import SweepModel

/// `sweepd agent`: the part of the system's daemon that executes one user's runs.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Executes your runs for the daemon of the system.",
        discussion: "Your systemd manager starts it: 'systemctl --user start sweep-agent'.")

    @Flag(help: "Execute everybody's runs, as the user of the system's daemon ('run_as: service').") var service = false
    // The same options as the daemon's, which would take them otherwise.
    @OptionGroup var place: PlaceOptions

    func validate() throws {
        guard !place.system, place.config == nil, place.stateDir == nil else {
            throw ValidationError(
                "an agent has no --system, --config or --state-dir: it keeps its user's files where her own daemon would"
            )
        }
    }

    func run() async throws {
        let socket = try place.options.socket
        try await AgentProcess(
            socket: socket, isForAll: service, environment: ProcessInfo.processInfo.environment
        ).run()
    }
}
