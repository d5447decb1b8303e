internal import ArgumentParser
internal import SweepControl
internal import SweepModel

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Queue one command, follow its output and return its exit code.",
        discussion: """
            Examples:
              sweepctl run -- python3 train.py --epochs 10
              sweepctl run --name long --cpus 4 --detach -- make bench
              sweepctl run --detach --json -- make bench
            """)

    @Option(help: "Its name; the command's if absent.") var name: String?
    @Option(help: "Cores that it needs.") var cpus: Int?
    @Option(help: "Memory that it needs, e.g. 16GiB.") var memory: String?
    @Flag(help: "Do not wait for it.") var detach = false
    @OptionGroup var options: SpecificationOptions
    @OptionGroup var output: ObjectOutput
    @Argument(parsing: .postTerminator, help: "The command, after --.") var command: [String] = []
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if command.isEmpty { throw ValidationError("give the command after '--', e.g. sweepctl run -- make bench") }
        if output.json, !detach {
            throw ValidationError("--json goes with --detach: else the command's output is printed")
        }
    }

    func run() async throws {
        let client = try connection.client
        let file = try SpecificationFile(path: "-", bytes: specification())
        let (draft, host) = try await Draft.make(file, options, for: client)
        try SubmitterEnvironment.check(draft)
        let response = try await draft.submit(to: client, host, name: name)
        if detach, output.json { return Console.out(try Wire.json(response)) }
        if detach { return Console.out("\(response.sweep)\n") }
        Console.error("\(response.sweep): queued")
        Interruption.handle { "the command goes on; stop it with 'sweepctl cancel \(response.sweep)'" }
        let code = try await OneRun(client: client, sweep: response.sweep.text).follow()
        if code != 0 { throw ExitCode(code) }
    }

    /// A sweep of one point. An item with `${` in it travels as a parameter, which arrives verbatim where a command's
    /// item might be taken for a macro.
    private func specification() -> [UInt8] {
        let isPlain = command.map { !$0.contains("${") }
        let names = command.indices.map { "arg_\($0)" }
        let items = command.indices.map { isPlain[$0] ? command[$0] : "${param:\(names[$0])}" }
        let point = command.indices.filter { !isPlain[$0] }.map { (names[$0], JSONValue.string(command[$0])) }
        var root: JSONObject = ["name": .string(name ?? programName), "method": "list"]
        root["command"] = .array(items.map(JSONValue.string))
        root["points"] = .array([.object(JSONObject(point))])
        let resources = [
            cpus.map { ("cpus", JSONValue.int(Int64($0))) }, memory.map { ("memory", .string($0)) },
        ].compactMap { $0 }
        if !resources.isEmpty { root["resources"] = .object(JSONObject(resources)) }
        return Array(root.text().utf8)
    }

    private var programName: String {
        String((command.first.flatMap { $0.split(separator: "/").last } ?? "run").prefix(64))
    }
}

/// The only run of a sweep of one.
private struct OneRun: Sendable {
    let client: ControlClient
    let sweep: String

    /// Passes its output on until it has ended.
    ///
    /// - Returns: its exit code; 128 + N where signal N ended it, 1 where it has none.
    func follow() async throws(Fault) -> Int32 {
        var output = OutputFollower(
            client: client, sweep: sweep, index: 1,
            paths: [.init(stream: .stdout, output: .output), .init(stream: .stderr, output: .error)])
        output.look = { sweep throws(Fault) in try Self.refuse(sweep) }
        try await output.follow()
        return judge(try await output.detail())
    }

    /// Nobody waits for an image that cannot be had.
    private static func refuse(_ sweep: SweepObject) throws(Fault) {
        guard sweep.isBraked, let reason = sweep.reason, reason == .image else { return }
        throw Fault(
            .failed, "\(sweep.sweep) is paused (\(reason.rawValue)\(sweep.lastError.map { ": \($0)" } ?? ""))",
            hint: "when that is mended, 'sweepctl resume \(sweep.sweep)' tries again")
    }

    private func judge(_ detail: RunDetail) -> Int32 {
        let run = detail.object
        if run.state == .finished { return 0 }
        if let code = run.exitCode, code != 0 { return Int32(clamping: code) }
        let why = [run.reason?.rawValue, run.lastError].compactMap { $0 }.joined(separator: ": ")
        Console.error("\(run.run) is \(run.state.rawValue)\(why.isEmpty ? "" : " (\(why))")")
        if let signal = detail.attemptList.last?.signal { return Int32(clamping: 128 + signal) }
        return 1
    }
}
