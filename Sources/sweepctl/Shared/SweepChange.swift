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

    /// Goes on after a run that cannot be changed.
    ///
    /// - Parameter body: what goes along; nil for nothing.
    /// - Throws: the last fault, once the others are reported. Of a range some of whose runs were changed, those whose state
    ///   does not allow that are only told, as is the first index that is no run yet.
    func apply(to ranges: [RunRange], body: RetryRequest? = nil, _ output: ObjectOutput) async throws(Fault) {
        var runs: [RunObject] = []
        var faults = Faults()
        for range in ranges {
            await range.each(&faults, goingOnAfter: [.conflict], forgiving: [.conflict, .notFound]) {
                index throws(Fault) in
                runs.append(try await change(range.sweep, index, body, output))
            }
        }
        if output.json { Console.out(try Wire.json(runs)) }
        try faults.throwLast()
    }

    private func change(
        _ sweep: String, _ index: Int, _ body: RetryRequest?, _ output: ObjectOutput
    ) async throws(Fault) -> RunObject {
        let request =
            if let body {
                try ControlRequest(operation, sweep: sweep, index: index, body: body)
            } else {
                ControlRequest(operation, sweep: sweep, index: index)
            }
        let run: RunObject = try await client.answer(to: request)
        let isEnding = run.state.isLive && operation != .retryRun
        if !output.json { Console.error("\(run.run) is \(isEnding ? "being stopped" : run.state.rawValue)") }
        return run
    }
}

extension RunRange {
    /// Does something with each run.
    ///
    /// - Parameters:
    ///   - goingOnAfter: kinds of faults that the next run may not have.
    ///   - forgiving: kinds of faults that are only told, where it was done with another run of the range and there are no
    ///     others.
    func each(
        _ faults: inout Faults, goingOnAfter: Set<Fault.Code>, forgiving: Set<Fault.Code>,
        _ body: (Int) async throws(Fault) -> Void
    ) async {
        var isDone = false
        var refused: [Fault] = []
        for index in indices {
            do throws(Fault) {
                try await body(index)
                isDone = true
            } catch {
                refused.append(error)
                if !goingOnAfter.contains(error.code) { break }
            }
        }
        let isForgiven = isDone && refused.allSatisfy { forgiving.contains($0.code) }
        for fault in refused { if isForgiven { Console.error(fault.message) } else { faults.add(fault) } }
    }
}

/// Faults of a command that goes on after each: all are reported, the last by whoever catches it.
struct Faults {
    private var last: Fault?
    var isEmpty: Bool { last == nil }

    mutating func add(_ fault: Fault) {
        if let last { Console.report(last) }
        last = fault
    }

    func throwLast() throws(Fault) { if let last { throw last } }
}
