internal import ArgumentParser
internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// A verb that changes a sweep's state and says what it is now.
protocol SweepChange: AsyncParsableCommand {
    var sweep: String { get }
    var output: ObjectOutput { get }
    var connection: ConnectionOptions { get }
    static var operation: Operation { get }
}

extension SweepChange {
    func run() async throws {
        let request = ControlRequest(Self.operation, sweep: sweep)
        let object: SweepObject = try await connection.client.answer(to: request)
        try object.report(output)
    }
}

extension SweepObject {
    /// Says on standard error (or as JSON) how the sweep is after a change.
    func report(_ output: ObjectOutput) throws(Fault) {
        if output.json { return Console.out(try Wire.json(self)) }
        let live = counts.live > 0 ? ", \(counts.live.counted("run")) live" : ""
        Console.error("\(sweep) is \(state.rawValue)\(live)")
    }
}

/// A verb for some runs: asks for each and says what it is now.
struct RunChange {
    let client: ControlClient
    let operation: Operation

    /// - Parameter body: what goes along; nil for nothing.
    func apply(to ranges: [RunRange], body: RetryRequest? = nil, _ output: ObjectOutput) async throws(Fault) {
        var runs: [RunObject] = []
        for range in ranges {
            for index in range.indices {
                let request =
                    if let body {
                        try ControlRequest(operation, sweep: range.sweep, index: index, body: body)
                    } else {
                        ControlRequest(operation, sweep: range.sweep, index: index)
                    }
                let run: RunObject = try await client.answer(to: request)
                if !output.json { Console.error("\(run.run) is \(run.state.rawValue)") }
                runs.append(run)
            }
        }
        if output.json { Console.out(try Wire.json(runs)) }
    }
}
