internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs
internal import SweepTerminal

struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Run a sweep here and now, without a daemon, and show the best runs.",
        discussion: """
            Examples:
              sweepctl try sweep.yaml
              sweepctl try sweep.yaml --slots 4 --run-cap 50 --state-dir results
            """)

    @Argument(help: "The specification; - is standard input.", completion: .file()) var file: String
    @Option(help: "How many runs at once; the number of cores if absent.") var slots: Int?
    @Option(help: "Where results are kept.", completion: .directory) var stateDir: String?
    @Option(help: "Which GPUs there are: auto, nvidia, amd, none, or the file of a machine description.")
    var devices: String?
    @OptionGroup var options: SpecificationOptions

    /// How many runs an unbounded sweep gets.
    private static let defaultCap = 20

    func validate() throws {
        if let slots, slots < 1 { throw ValidationError("--slots must be at least 1") }
    }

    func run() async throws {
        let draft = try await bounded(Draft(SpecificationFile(file), options.overlay(Self.defaults)))
        try SubmitterEnvironment.check(draft)
        let state = try Paths.absolute(stateDir ?? Self.defaultFolder)
        let session = TrySession(draft: draft, stateFolder: state)
        let code = try await PrivateDaemon(stateFolder: state, slots: slots, devices: devices).run {
            client throws(Fault) in
            try await session.run(client)
        }
        if Interruption.code != nil { Console.error("interrupted; begin anew with 'sweepctl try \(file)'") }
        Console.out("results: \(VisibleText.line(state))\n")
        if let code = Interruption.code ?? (code == 0 ? nil : code) { throw ExitCode(code) }
    }

    /// What the private daemon lays beneath the file, by the configuration that it finds; it says itself what is wrong there.
    private static var defaults: JSONObject? {
        let path = DaemonConfiguration.usualPath { Environment[$0] }
        guard let text = StateFolder.text(of: path) else { return nil }
        return DaemonConfiguration.read(Array(text.utf8)).configuration?.defaults
    }

    private func bounded(_ draft: Draft) -> Draft {
        guard draft.total == nil else { return draft }
        Console.error("the sweep has no end: it gets \(Self.defaultCap.counted("run")); choose with --run-cap")
        var draft = draft
        draft.overrides.append(Override(key: "run_cap", value: "\(Self.defaultCap)"))
        return draft
    }

    private static var defaultFolder: String {
        let state = Environment["XDG_STATE_HOME"] ?? (Environment["HOME"] ?? "/tmp") + "/.local/state"
        return "\(state)/sweepd/\(HostID.text)/try"
    }
}
