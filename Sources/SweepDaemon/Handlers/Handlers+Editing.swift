internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepSearch
internal import SweepStore

/// New revisions: of a live sweep, and for runs that are retried.
extension Handlers {
    func editSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(as: EditRequest.self)
        let sweep = try sweep(request)
        while true {
            let edit = try await edit(sweep, body, by: request.caller.uid)
            try check(priority: edit.revision.specification.priority, for: request)
            if edit.isEmpty { return try ControlResponse.json(try await answer(sweep, edit, revision: edit.base)) }
            let number = try await scheduler.perform { tick throws(Fault) in try tick.edit(sweep, edit) }
            // Somebody else's edit may have come between.
            if let number {
                await forget(body.points, of: request)
                return try ControlResponse.json(try await answer(sweep, edit, revision: number))
            }
        }
    }

    /// - Throws: `specification` for a value that cannot be, `conflict` for a key that cannot change.
    private func edit(_ sweep: SweepID, _ request: EditRequest, by caller: UInt32) async throws(Fault) -> Edit {
        guard let record = try await store.query({ try $0.sweep(sweep) }) else {
            throw Fault(.notFound, "cannot find sweep '\(sweep)'")
        }
        let (revision, changes) = try revision(of: record, set: request.set)
        try changes.checkEdit(of: sweep)
        if let refusal = scheduler.refusal(for: revision.specification.resources)
            ?? scheduler.refusal(for: revision.specification.resources, of: record.owner.uid)
        {
            throw refusal
        }
        var points = PointPieces()
        if let reference = request.points {
            points = try await intake.points(reference, of: revision.specification, from: caller)
        }
        let total = try await total(of: record, revision.specification, adding: points)
        return Edit(
            base: record.revision, revision: revision, changes: changes, points: points,
            total: total.map { max($0, Int64(record.counts.all)) },
            notes: try await notes(record, revision, changes))
    }

    /// How many runs the sweep has in the end; an upper bound where there are too many points to compare them.
    private func total(
        of record: SweepRecord, _ specification: Specification, adding points: PointPieces
    ) async throws(Fault) -> Int64? {
        let search = Search(specification: specification, seed: record.seed)
        let explicit = record.explicitPoints + points.count
        guard search.mayCompare(explicit + Int64(record.counts.all)) else {
            return search.total(more: explicit - Int64(specification.points.count) + Int64(record.counts.all))
        }
        let (own, had) = try await store.query { reader in
            (try reader.explicitPoints(of: record.id), try reader.pointCounts(of: record.id))
        }
        return try await Disk.run { search.total(explicit: own + points.points, had: had) }
    }

    /// The revision that a sweep's file makes with more laid over it.
    private func revision(
        of record: SweepRecord, set: [Override]
    ) throws(Fault) -> (Revision, SpecificationChanges) {
        guard let overlay = record.overlay else {
            throw Fault(
                .conflict, "cannot revise sweep '\(record.id)': an older sweepd did not record how it was submitted",
                hint: "submit a new sweep; --prior-sweep \(record.id) leaves out what it has")
        }
        let now = overlay.adding(set)
        func read(_ overlay: Overlay) throws(Fault) -> Specification {
            try intake.specification(record.text, overlay, file: record.context.file, owner: record.owner.uid)
        }
        let (before, after) = (try read(overlay), try read(now))
        let changes = SpecificationChanges(from: before, to: after)
        return (
            Revision(
                specification: after, context: record.context, overlay: now, difference: changes.difference), changes
        )
    }

    private func notes(
        _ record: SweepRecord, _ revision: Revision, _ changes: SpecificationChanges
    ) async throws(Fault) -> [String] {
        var notes: [String] = []
        for (name, values) in Self.removedValues(from: record.specification, to: revision.specification) {
            let count = try await store.query { try $0.runCount(record.id, parameter: name, among: values) }
            if count > 0 { notes.append("\(count.counted("run")) with values taken from '\(name)' stay") }
        }
        if let difference = changes.difference,
            try await store.query({ try $0.run(RunID(sweep: record.id, index: 1)) }) != nil
        {
            notes.append("runs before and after differ: \(difference)")
        }
        return notes
    }

    /// The values of each parameter that it had and has no longer.
    private static func removedValues(
        from old: Specification, to new: Specification
    ) -> [(name: String, values: [JSONValue])] {
        zip(old.parameters, new.parameters).compactMap { before, after in
            guard case .categorical(let had) = before.distribution, case .categorical(let has) = after.distribution
            else { return nil }
            let kept = Set(has.map(ValueIdentity.init))
            let removed = had.filter { !kept.contains(ValueIdentity($0)) }
            return removed.isEmpty ? nil : (before.name, removed)
        }
    }

    private func answer(_ sweep: SweepID, _ edit: Edit, revision: Int) async throws(Fault) -> EditResponse {
        let object = try await object(of: sweep)
        return EditResponse(
            sweep: sweep, state: object.state, revision: revision,
            changes: edit.changes.all.map { .init(key: $0.key, old: $0.old, new: $0.new) }, points: edit.points.count,
            runs: object.total, notes: edit.notes)
    }
}

// Retries.
extension Handlers {
    func retryRun(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(orElse: RetryRequest())
        let id = try run(request)
        let options = try await options(of: body, id.sweep, run: id)
        try await scheduler.perform { tick throws(Fault) in try tick.retry(id, options) }
        return try ControlResponse.json(try await detail(of: id).object)
    }

    func retrySweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let body = try await request.body(orElse: RetryRequest())
        let sweep = try sweep(request)
        let options = try await options(of: body, sweep)
        let count = try await scheduler.perform { tick throws(Fault) in try tick.retryFailed(sweep, options) }
        return try ControlResponse.json(RetryResponse(runs: count))
    }

    /// - Parameter run: whose revision is changed; nil stands for the sweep's.
    private func options(
        of request: RetryRequest, _ sweep: SweepID, run: RunID? = nil
    ) async throws(Fault) -> RetryOptions {
        var options = RetryOptions(isFresh: request.fresh ?? false)
        let set = request.set ?? []
        guard !set.isEmpty || request.source != nil else { return options }
        let record = try await store.query { reader in
            let own = try run.flatMap { try reader.run($0) }.flatMap { try reader.sweep(sweep, revision: $0.revision) }
            return own?.isForRuns == true ? own : try reader.sweep(sweep)
        }
        guard let record else { throw Fault(.notFound, "cannot find sweep '\(sweep)'") }
        var (revision, changes) = try revision(of: record, set: set)
        try changes.checkRetry(of: sweep)
        if let refusal = scheduler.refusal(for: revision.specification.resources) { throw refusal }
        revision.isForRuns = true
        if let source = request.source {
            try intake.check(source)
            revision.context.source = source
            let parts = [revision.difference, "source taken anew"].compactMap { $0 }
            revision.difference = parts.joined(separator: ", ")
        }
        options.revision = revision
        return options
    }
}
