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
            try await forget(sweep)
            return try ControlResponse.json(await remove([folder], of: owner))
        }
        try await scheduler.perform { tick throws(Fault) in try tick.checkEnded(sweep) }
        let runs = names.filter { Int($0) != nil }.map { folder + "/" + $0 }
        return try ControlResponse.json(await remove(runs.flatMap { [$0 + "/files", $0 + "/work"] }, of: owner))
    }

    /// Takes a sweep out of the queue in pieces, each a tick of its own, so that others come to their turn.
    private func forget(_ sweep: SweepID) async throws(Fault) {
        try await scheduler.perform { tick throws(Fault) in try tick.beginRemoval(sweep) }
        var isDone = false
        while !isDone {
            isDone = try await scheduler.perform { tick throws(Fault) in
                try tick.store.removePiece(of: sweep, limit: Self.pieceMax)
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

    /// Removes the snapshots and images that no sweep uses, what interrupted ones left, and the folders of sweeps that are gone.
    func collectGarbage(_ request: ControlRequest) async throws(Fault) -> Response {
        let items = try request.query()
        try items.check([Query.dryRun.parameter])
        let dryRun = try items.value(Query.dryRun) ?? false
        // Folders before rows: what is made meanwhile is in neither list.
        let (snapshots, runs) = (StateFolder.snapshots(in: paths.source), StateFolder.children(of: paths.runs))
        let points = PointsFile.left(in: paths.source)
        let (sweeps, digests) = try await store.query { reader in
            (Set(try reader.sweeps().map(\.id.text)), try reader.sourceDigests())
        }
        let abandoned = StateFolder.abandonedSnapshots(in: paths.source, now: Clock.now())
        let stale =
            (snapshots.filter { !digests.contains($0) } + abandoned + points).map { paths.source + "/" + $0 }
            + runs.filter { !sweeps.contains($0) }.map { paths.runs + "/" + $0 }
        let outlived = try await outlived(now: Clock.now())
        var report = try await Disk.remove(stale + outlived, dryRun: dryRun)
        report.paths += try await removeImages(dryRun: dryRun)
        return try ControlResponse.json(report)
    }

    func showDiskUsage(_ request: ControlRequest) async throws(Fault) -> Response {
        let audience = audience(of: request)
        let sweeps = try await store.query { try $0.sweeps(for: audience) }
        return try ControlResponse.json(await Disk.usage(paths, sweeps))
    }
}
