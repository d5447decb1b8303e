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
            """)

    @Option(help: "Its name; the command's if absent.") var name: String?
    @Option(help: "Cores that it needs.") var cpus: Int?
    @Option(help: "Memory that it needs, e.g. 16GiB.") var memory: String?
    @Flag(help: "Do not wait for it.") var detach = false
    @OptionGroup var options: SpecificationOptions
    @Argument(parsing: .postTerminator, help: "The command, after --.") var command: [String] = []
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if command.isEmpty { throw ValidationError("give the command after '--', e.g. sweepctl run -- make bench") }
    }

    func run() async throws {
        let client = try connection.client
        let file = try SpecificationFile(path: "-", bytes: specification())
        let (draft, host) = try await Draft.make(file, options, for: client)
        let response = try await draft.submit(to: client, host, name: name)
        guard !detach else { return Console.out("\(response.sweep)\n") }
        Console.error("\(response.sweep): queued")
        Interruption.handle { "the command goes on; stop it with 'sweepctl cancel \(response.sweep)'" }
        let code = try await OneRun(client: client, sweep: response.sweep.text).follow()
        if code != 0 { throw ExitCode(code) }
    }

    /// A sweep of one point. An item with `${` in it travels as a parameter, which arrives verbatim where a command's
    /// item might be taken for a macro.
    private func specification() -> [UInt8] {
        var point = JSONObject()
        var items: [JSONValue] = []
        for (index, item) in command.enumerated() {
            if item.contains("${") {
                point["arg_\(index)"] = .string(item)
                items.append(.string("${param:arg_\(index)}"))
            } else {
                items.append(.string(item))
            }
        }
        var resources = JSONObject()
        if let cpus { resources["cpus"] = .int(Int64(cpus)) }
        if let memory { resources["memory"] = .string(memory) }
        let program = command.first.flatMap { $0.split(separator: "/").last } ?? "run"
        var root: JSONObject = ["name": .string(name ?? String(program.prefix(64))), "method": "list"]
        root["command"] = .array(items)
        root["points"] = .array([.object(point)])
        if !resources.isEmpty { root["resources"] = .object(resources) }
        return Array(root.text().utf8)
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
        try await client.followEvents(of: sweep) { event throws(Fault) in
            guard event.run == nil || event.event == RunState.queued.rawValue else { return .enough }
            guard event.event == "sweep-paused", let why = event.detail, why.hasPrefix(SweepReason.image.rawValue)
            else {
                return .more
            }
            throw Fault(
                .failed, "\(sweep) is paused (\(why))",
                hint: "when that is mended, 'sweepctl resume \(sweep)' tries again")
        }
        async let errors: Void = copy(.stderr, to: .error)
        try await copy(.stdout, to: .output)
        do { try await errors } catch let fault as Fault { throw fault } catch {}
        let detail: RunDetail = try await client.answer(to: ControlRequest(.showRun, sweep: sweep, index: 1))
        return judge(detail)
    }

    private func copy(_ stream: LogsQuery.Stream, to output: Console.Stream) async throws(Fault) {
        var query = LogsQuery()
        query.stream = stream
        query.follow = true
        let request = ControlRequest(.showLogs, sweep: sweep, index: 1, query: query.items)
        try await client.receive(request) { piece throws(Fault) in
            Console.write(piece, to: output)
            return .more
        }
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
