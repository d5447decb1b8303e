internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Sweeps as they are, and commands on them.
extension Handlers {
    func listSweeps(_ request: ControlRequest) async throws(Fault) -> Response {
        let query = try SweepsQuery(request.query())
        let owner = try query.owner.map(UserName.uid)
        let audience = audience(of: request)
        let sweeps = try await store.query {
            try $0.sweeps(owner: owner, states: Set(query.states), limit: query.limit, for: audience)
        }
        return try ControlResponse.json(SweepList(sweeps: sweeps.map(object)))
    }

    func change(_ request: ControlRequest, _ event: SweepMachine.Event) async throws(Fault) -> Response {
        let sweep = try sweep(request)
        try await scheduler.perform { tick throws(Fault) in try tick.command(event, sweep: sweep) }
        return try ControlResponse.json(try await object(of: sweep))
    }

    func showSpecification(_ request: ControlRequest) async throws(Fault) -> Response {
        let sweep = try sweep(request)
        let text = try await store.query { try $0.sweep(sweep)?.text }
        return ControlResponse.text(text ?? "", type: "text/yaml")
    }

    func showOverlay(_ request: ControlRequest) async throws(Fault) -> Response {
        let sweep = try sweep(request)
        let overlay = try await store.query { try $0.sweep(sweep)?.overlay }
        return try ControlResponse.json(overlay ?? Overlay())
    }

    func explainSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let sweep = try await object(of: sweep(request))
        let cap = try await store.query { try $0.sweep(sweep.sweep)?.specification.runCap }
        let suggestion = try await shareSuggestion(for: sweep.sweep)
        let reasons =
            Explanation.reasons(for: sweep, waiting: scheduler.explain(sweep.sweep), cap: cap)
            + (suggestion.map { [$0] } ?? [])
        return try ControlResponse.json(
            ExplainObject(
                subject: sweep.sweep.text, state: sweep.state.rawValue,
                reasons: try await discreet(reasons, for: request)))
    }

    func object(of id: SweepID) async throws(Fault) -> SweepObject {
        guard let overview = try await store.query({ try $0.overview(id) }) else {
            throw Fault(.notFound, "cannot find sweep '\(id)'")
        }
        return object(overview)
    }

    private func object(_ overview: SweepOverview) -> SweepObject {
        SweepObject(overview, etaSeconds: Estimate.seconds(for: overview, slots: host.slots))
    }
}
