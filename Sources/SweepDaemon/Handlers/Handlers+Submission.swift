internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// New sweeps.
extension Handlers {
    func submitSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(as: SubmissionRequest.self)
        return try await submit(body, owner: request.caller.owner)
    }

    func resubmitRun(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(orElse: ResubmitRequest())
        guard body.replicates ?? 1 == 1 else {
            throw Fault(.usage, "cannot resubmit with replicates: they are not supported yet")
        }
        let id = try await run(request)
        let (run, sweep) = try await store.query { (try $0.run(id), try $0.sweep(id.sweep)) }
        guard let run, let sweep else { throw Fault.noRun(id) }
        let point: [Override] = [
            Override(key: "method", value: "list"),
            Override(key: "points", value: JSONValue.array([.object(run.parameters)]).text(nonFinite: .literals)),
        ]
        let submission = SubmissionRequest(
            specification: sweep.text, overrides: point + (body.set ?? []), name: body.name ?? sweep.name,
            context: sweep.context)
        return try await submit(submission, owner: request.caller.owner)
    }

    private func submit(_ request: SubmissionRequest, owner: Owner) async throws(Fault) -> Response {
        let record = try intake.record(of: request, owner: owner, now: Clock.now())
        if let refusal = scheduler.refusal(for: record.specification.resources) { throw refusal }
        let plan = SweepPlan(record, bootID: intake.bootID)
        let taken = try await scheduler.perform { tick throws(Fault) in try tick.submit(record, plan: plan) }
        let answer = SubmissionResponse(sweep: taken.sweep.id, runs: taken.sweep.total)
        return try ControlResponse.json(answer, status: taken.isNew ? .created : .ok)
    }
}

/// What a retry may ask for in this version.
enum RetryOptions {
    static func check(_ request: RetryRequest) throws(Fault) {
        if request.set?.isEmpty == false { throw unsupported("--set") }
        if request.fresh == true { throw unsupported("--fresh") }
        if request.source != nil { throw unsupported("--refresh-source") }
    }

    private static func unsupported(_ option: String) -> Fault {
        Fault(.usage, "cannot retry with \(option): it is not supported yet", hint: "use 'sweepctl resubmit'")
    }
}
