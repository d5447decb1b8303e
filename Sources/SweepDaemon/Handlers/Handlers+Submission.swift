internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepDevices
internal import SweepEngines
internal import SweepModel
internal import SweepStore

/// New sweeps.
extension Handlers {
    func submitSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(as: SubmissionRequest.self)
        return try await submit(body, for: request)
    }

    func resubmitRun(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(orElse: ResubmitRequest())
        let id = try run(request)
        let (run, sweep) = try await store.query { (try $0.run(id), try $0.sweep(id.sweep)) }
        guard let run, let sweep else { throw Fault.noRun(id) }
        let overlay = sweep.overlay ?? Overlay()
        let set = (body.set ?? []).map(Self.whole)
        let changed = try intake.specification(
            sweep.text, overlay.adding(set), file: sweep.context.file, owner: request.identity.uid)
        let values = try Self.values(of: run, sweep.specification, changed)
        var context = sweep.context
        // Another one is looked up anew.
        if context.image?.name != changed.container?.image { context.image = nil }
        if context.amdImage?.name != changed.container?.amdImage { context.amdImage = nil }
        let submission = SubmissionRequest(
            specification: sweep.text,
            overrides: overlay.overrides + Self.point(values, sweep.specification, body) + set,
            name: body.name ?? sweep.name, context: context)
        return try await submit(submission, for: request)
    }

    /// A parameter's new value takes the place of all that stands there of it.
    private static func whole(_ override: Override) -> Override {
        let suffix = ".value"
        guard override.key.hasPrefix("parameters."), override.key.hasSuffix(suffix) else { return override }
        return Override(key: String(override.key.dropLast(suffix.count)), value: "{value: \(override.value)}")
    }

    /// The run's parameters, with those that have another value now.
    ///
    /// - Throws: `usage` where one would have several.
    private static func values(
        of run: RunRecord, _ old: Specification, _ new: Specification
    ) throws(Fault) -> JSONObject {
        let before = Dictionary(old.parameters.map { ($0.name, $0.distribution) }) { $1 }
        var values = run.parameters
        for parameter in new.parameters where before[parameter.name] != parameter.distribution {
            guard case .constant(let value) = parameter.distribution else {
                throw Fault(
                    .usage, "cannot resubmit with that '\(parameter.name)': one point has one value of it",
                    hint: "--set parameters.\(parameter.name).value=…")
            }
            values[parameter.name] = value
        }
        return values
    }

    /// What makes the sweep's file one point, which runs so many times.
    private static func point(
        _ parameters: JSONObject, _ specification: Specification, _ request: ResubmitRequest
    ) -> [Override] {
        var values = parameters
        var overrides = [Override(key: "method", value: "list")]
        if let name = specification.replicates?.parameter, let value = values[name] {
            values[name] = nil
            overrides.append(
                Override(
                    key: "parameters.\"\(name)\"", value: JSONValue.object(["value": value]).text(nonFinite: .literals))
            )
        }
        overrides.append(
            Override(key: "points", value: JSONValue.array([.object(values)]).text(nonFinite: .literals)))
        if let count = request.replicates ?? (specification.replicates == nil ? nil : 1) {
            overrides.append(Override(key: "replicates", value: "\(count)"))
        }
        return overrides
    }

    private func submit(_ body: SubmissionRequest, for request: ControlRequest) async throws(Fault) -> Response {
        var submission = try await intake.submission(of: body, owner: request.identity.owner, now: Clock.now())
        try check(priority: submission.record.specification.priority, for: request)
        if let refusal = scheduler.refusal(for: submission.record.specification.resources) { throw refusal }
        try await checkContainerDevices(submission.record.specification)
        try await resolvePriors(of: &submission, body, for: request)
        let checked = submission
        // Her groups may be others than the last time.
        let rules = rules.sharing.rules(for: request.identity.uid)
        let taken = try await scheduler.perform { tick throws(Fault) in try tick.submit(checked, under: rules) }
        await forget(body.points, of: request)
        tell("submitted", .submitSweep, request, taken.sweep.id)
        let answer = SubmissionResponse(sweep: taken.sweep.id, runs: taken.sweep.total)
        return try ControlResponse.json(answer, status: taken.isNew ? .created : .ok)
    }

    /// A container that asks for GPUs must be given one of those that it could have.
    ///
    /// - Throws: `limit` with the command that mends it.
    private func checkContainerDevices(_ specification: Specification) async throws(Fault) {
        guard let container = specification.container else { return }
        let engine = try EngineRegistry.engine(named: container.engine ?? "podman")
        let devices = scheduler.fitting(specification.resources.devices)
        try await Disk.run { () throws(Fault) in
            var last: Fault?
            for device in devices {
                do throws(Fault) {
                    _ = try ContainerAccess().device(for: device, byCDI: engine.takesCDI)
                    return
                } catch {
                    last = error
                }
            }
            if let last { throw Fault(.limit, last.message, hint: last.hint) }
        }
    }

    /// - Throws: `not-found` where there is no such run or sweep, `usage` for a run that is not named as `SWEEP/17`.
    private func resolvePriors(
        of submission: inout Submission, _ body: SubmissionRequest, for request: ControlRequest
    ) async throws(Fault) {
        let (runs, sweeps) = (body.priorRuns ?? [], body.priorSweeps ?? [])
        let (owner, audience) = (request.identity.uid, audience(of: request))
        guard !runs.isEmpty || !sweeps.isEmpty else { return }
        (submission.priorRuns, submission.priorSweeps) = try await store.query { reader in
            let ids = try runs.map { try Self.prior($0, reader, owner: owner, audience) }
            return (ids, try sweeps.map { try reader.resolve($0, owner: owner, for: audience) })
        }
    }

    private static func prior(_ text: String, _ reader: StoreReader, owner: UInt32, _ audience: Audience) throws(Fault)
        -> RunID
    {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[1]), index > 0 else {
            throw Fault(.usage, "cannot read the prior run '\(text)'", hint: "name it as 'SWEEP/17'")
        }
        let run = RunID(sweep: try reader.resolve(String(parts[0]), owner: owner, for: audience), index: index)
        guard try reader.run(run) != nil else { throw Fault.noRun(run) }
        return run
    }
}
