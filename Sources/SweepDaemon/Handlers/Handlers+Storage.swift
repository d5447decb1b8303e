internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs
internal import SweepStore

/// What lies on disk.
extension Handlers {
    /// How many rows leave the queue in one transaction.
    private static let pieceMax = 500

    func showManifest(_ request: ControlRequest) async throws(Fault) -> Response {
        let items = try request.query()
        try items.check([Query.attempt.parameter])
        let id = try run(request)
        guard let run = try await store.query({ try $0.run(id) }) else {
            throw Fault.noRun(id)
        }
        let number = try items.value(Query.attempt).map { Int($0) } ?? run.machine.attempts
        let attempt = AttemptID(run: id, number: max(1, number))
        let (owner, places) = try await place(of: id.sweep)
        let layout = AttemptLayout(runsFolder: places.runs, envFolder: places.environments, attempt: attempt)
        guard case .text(let text?) = try await agents.ask(.manifest(layout), of: owner) else {
            throw Fault(.notFound, "cannot find a manifest of attempt \(number) of run '\(id)'")
        }
        return ControlResponse.text(text, type: "application/json")
    }

    func showEnvironment(_ request: ControlRequest) async throws(Fault) -> Response {
        let id = try run(request)
        let planner = planner
        let bootID = intake.bootID
        let entries = try await store.query { reader in
            guard let run = try reader.run(id), let sweep = try reader.sweep(id.sweep, revision: run.revision)
            else {
                throw Fault.noRun(id)
            }
            let attempt = AttemptID(run: id, number: max(1, run.machine.attempts))
            let cpus = sweep.specification.resources.cpus ?? max(1, host.cpus / host.slots)
            let lease = Lease(attempt: attempt, owner: sweep.owner.uid, cpus: cpus, memory: ByteCount(bytes: 0))
            let devices = scheduler.leases(try reader.bookings(of: attempt))
            let plan = SweepPlan(sweep, bootID: bootID)
            return try planner.plan(run, attempt: attempt, lease: lease, devices: devices, of: plan).environment
        }
        return try ControlResponse.json(EnvironmentObject(environment: entries))
    }

    func removeSweep(_ request: ControlRequest) async throws(Fault) -> Response {
        let sweep = try sweep(request)
        let artifactsOnly = try request.query().value(Query.artifactsOnly) ?? false
        let (owner, places) = try await place(of: sweep)
        let folder = places.runs + "/" + sweep.text
        // Asked first: whoever cannot look into the folder must not forget that it is there.
        let names = try await children(of: folder, owner)
        guard artifactsOnly else {
            try await forget(sweep, of: owner)
            let report = try await remove([folder], of: owner)
            try await scheduler.perform { tick throws(Fault) in
                try tick.store.setFolderLeft(by: sweep, of: nil)
            }
            return try ControlResponse.json(report)
        }
        try await scheduler.perform { tick throws(Fault) in try tick.checkEnded(sweep) }
        let runs = names.filter { Int($0) != nil }.map { folder + "/" + $0 }
        return try ControlResponse.json(await remove(runs.flatMap { [$0 + "/files", $0 + "/work"] }, of: owner))
    }

    /// Takes a sweep out of the queue in pieces, each a tick of its own, so that others come to their turn.
    ///
    /// Its folder is remembered until it is gone, too: `gc` removes what an interruption left.
    private func forget(_ sweep: SweepID, of owner: UInt32) async throws(Fault) {
        try await scheduler.perform { tick throws(Fault) in try tick.beginRemoval(sweep) }
        var isDone = false
        while !isDone {
            isDone = try await scheduler.perform { tick throws(Fault) in
                let isLast = try tick.store.removePiece(of: sweep, limit: Self.pieceMax)
                if isLast { try tick.store.setFolderLeft(by: sweep, of: owner) }
                return isLast
            }
        }
    }

    func removeRun(_ request: ControlRequest) async throws(Fault) -> Response {
        let items = try request.query()
        try items.check([Query.artifactsOnly.parameter])
        let id = try run(request)
        let artifactsOnly = try items.value(Query.artifactsOnly) ?? false
        guard let run = try await store.query({ try $0.run(id) }) else {
            throw Fault.noRun(id)
        }
        guard run.machine.state.isTerminal else {
            throw Fault(.conflict, "cannot remove run '\(id)': it is \(run.machine.state.rawValue)")
        }
        let (owner, places) = try await place(of: id.sweep)
        let folder = AttemptLayout.runFolder(runsFolder: places.runs, run: id)
        let removed = artifactsOnly ? [folder + "/files", folder + "/work"] : [folder]
        if !artifactsOnly { try await scheduler.perform { tick throws(Fault) in try tick.store.deleteRun(id) } }
        return try ControlResponse.json(await remove(removed, of: owner))
    }
}
