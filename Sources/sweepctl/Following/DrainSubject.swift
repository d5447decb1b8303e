internal import SweepControl
internal import SweepModel
internal import SweepTerminal

/// What is drained: a GPU, or all of sweepd.
struct DrainSubject: Sendable {
    let client: ControlClient
    /// Nil is all of sweepd.
    let gpu: String?

    /// How it is.
    enum Status: Sendable {
        case device(GPUObject)
        case host(DrainObject)
    }

    func drain(_ request: DrainRequest) async throws(Fault) -> Status {
        guard let gpu else { return .host(try await client.answer(to: ControlRequest(.drainHost, body: request))) }
        return .device(try await client.answer(to: ControlRequest(.drainGPU, gpu: gpu, body: request)))
    }

    func undrain() async throws(Fault) -> Status {
        guard let gpu else { return .host(try await client.answer(to: ControlRequest(.undrainHost))) }
        return .device(try await client.answer(to: ControlRequest(.undrainGPU, gpu: gpu)))
    }

    /// Returns when nothing runs there; sleeps until a sweep changes.
    ///
    /// - Throws: `conflict` where it is drained no more.
    func idle() async throws(Fault) {
        while let run = try await runs().first {
            let sweep = run.split(separator: "/").first.map(String.init) ?? run
            try await SweepFollower(client: client, sweep: sweep).follow { _ throws(Fault) in
                try await runs().contains(run) ? .goOn : .enough
            }
        }
    }

    private func runs() async throws(Fault) -> [String] {
        let status = try await status()
        guard status.isDrained else {
            throw Fault(.conflict, "cannot wait any longer: it is drained no more", hint: "drain it again")
        }
        return status.runs
    }

    private func status() async throws(Fault) -> Status {
        guard let gpu else { return .host(try await client.answer(to: ControlRequest(.showDrain))) }
        return .device(try await client.answer(to: ControlRequest(.showGPU, gpu: gpu)))
    }
}

extension DrainSubject.Status {
    /// A GPU that is unwell besides starts nothing either.
    fileprivate var isDrained: Bool {
        switch self {
        case .device(let gpu): [.drained, .unhealthy].contains(gpu.state)
        case .host(let drain): drain.drained
        }
    }

    fileprivate var runs: [String] {
        switch self {
        case .device(let gpu): gpu.leases.map(\.run)
        case .host(let drain): drain.live
        }
    }

    /// Says on standard error (or as JSON) how it is after a change.
    func report(_ output: ObjectOutput) throws(Fault) {
        switch self {
        case .device(let gpu) where output.json: Console.out(try Wire.json(gpu))
        case .host(let drain) where output.json: Console.out(try Wire.json(drain))
        case .device(let gpu):
            let runs = gpu.leases.isEmpty ? "" : "; \(gpu.leases.count.counted("run")) on it"
            Console.error("GPU \(gpu.index) (\(gpu.uuid)) is \(gpu.state.rawValue)\(runs)")
        case .host(let drain): Console.error(drain.words)
        }
    }
}

extension DrainObject {
    /// How sweepd is, in a line.
    var words: String {
        let runs = live.isEmpty ? "" : "; \(live.count.counted("run")) still executing"
        guard drained else { return "sweepd starts runs" }
        let end = until.map { ", until \($0)" } ?? ""
        return VisibleText.line("sweepd starts no runs (\(reason ?? "drained")\(end))\(runs)")
    }
}
