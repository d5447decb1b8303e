package import SweepModel

/// Why a sweep waits, in words for people.
extension Schedule {
    /// What keeps this sweep from starting a run, the most important first; empty where it could start one now, or
    /// where there is no such sweep.
    ///
    /// - Parameters:
    ///   - name: what people call the owner with this uid.
    ///   - shared: what is said where nobody is there to execute anybody's runs.
    package func explain(
        _ sweep: SweepID, name: (UInt32) -> String = { "uid \($0)" }, shared: String? = nil
    ) -> [String] {
        guard let entry = entry(sweep) else { return [] }
        let own = ownReasons(entry, name: name, shared: shared)
        guard own.isEmpty, !entry.awaitsImage else { return own }
        let limited = limits(on: entry)
        guard limited.isEmpty else { return limited }
        guard devices.needsDevices(entry.request.devices) else {
            return shortages(for: entry.request) + rankReasons(entry, name: name)
        }
        return devices.explain(entry.request.devices, for: sweep) + shortages(for: entry.request)
            + lineReasons(entry, name: name)
    }

    /// What has nothing to do with other sweeps.
    private func ownReasons(_ entry: SweepEntry, name: (UInt32) -> String, shared: String?) -> [String] {
        var reasons = [stateReason(entry), drainReason].compactMap(\.self)
        if !isAttended(entry) { reasons.append(shared ?? absence(of: entry, name: name)) }
        if entry.queued == 0, !entry.mayMaterialise {
            reasons.append(
                entry.retrying > 0
                    ? "nothing is queued: \(entry.retrying.counted("run")) in backoff"
                    : "nothing is queued: every point has its run")
        }
        if let most = entry.maxParallel, entry.live >= most {
            reasons.append("max_parallel \(most) reached")
        }
        if let refusal = refusal(for: entry.request) { reasons.append(refusal.message) }
        return reasons
    }

    /// Why nobody executes its runs.
    private func absence(of entry: SweepEntry, name: (UInt32) -> String) -> String {
        if let other = attended?[entry.owner] {
            return "it is of '\(entry.ownerName)', and uid \(entry.owner) is '\(other)' now, who does not run it for "
                + "another: cancel it, and submit it anew"
        }
        return "the agent that executes the runs of \(name(entry.owner)) is not connected: as that user, "
            + "'systemctl --user start sweep-agent'"
    }

    private var drainReason: String? {
        drain.map { "sweepd starts no runs (\($0.words)): 'sweepctl undrain' lets it" }
    }

    private func stateReason(_ entry: SweepEntry) -> String? {
        switch (entry.machine.state, entry.machine.reason) {
        case (.held, _): "held: release it with 'sweepctl release \(entry.id)'"
        case (.paused, .maxFailures):
            "paused by max_failures: look at 'sweepctl runs \(entry.id)', then 'sweepctl resume \(entry.id)'"
        case (.paused, .image):
            "paused because its image cannot be had: mend that, then 'sweepctl resume \(entry.id)' tries again"
        case (.paused, _): "paused by hand: go on with 'sweepctl resume \(entry.id)'"
        case (.running, .targetReached): "the metric's target is reached: nothing more starts"
        case (.running, _): nil
        case (let state, _): "\(state.rawValue): nothing more starts"
        }
    }

    /// What is lacking of the host, each with what is free.
    private func shortages(for request: ResourceRequest) -> [String] {
        let booking = capacity.booking(for: request)
        return ledger.shortages(for: booking, takesSlot: !devices.needsDevices(request.devices)).map { shortage in
            switch shortage {
            case .slot: "waiting for a slot: \(ledger.slots) of \(capacity.slots) are in use"
            case .cpus:
                "needs \(booking.cpus.counted("cpu")); "
                    + "\(max(0, capacity.leasableCPUs - ledger.cpus)) of \(capacity.leasableCPUs) are free"
            case .memory:
                "needs \(booking.memory.text) of memory; "
                    + "\(ByteCount(bytes: max(0, capacity.memory.bytes - ledger.memory)).text) of "
                    + "\(capacity.memory.text) are free"
            }
        }
    }

    /// Who goes first, and why that one waits itself.
    private func rankReasons(_ entry: SweepEntry, name: (UInt32) -> String) -> [String] {
        guard let first = ready.first, first != entry.id, let head = self.entry(first) else { return [] }
        let waits = shortages(for: head.request)
        let why = waits.isEmpty ? [] : ["first in line is '\(first)': \(waits.joined(separator: ", "))"]
        return placeReasons(entry, name: name) + why
    }

    /// Who goes first to the GPUs.
    private func lineReasons(_ entry: SweepEntry, name: (UInt32) -> String) -> [String] {
        var copy = self
        let ahead = copy.standing().prefix { $0.id != entry.id }
        guard !ahead.isEmpty else { return [] }
        let rival = ahead.first { $0.owner != entry.owner && $0.priority == entry.priority }
        return ["behind \(ahead.count.counted("sweep")) that wait\(ahead.count == 1 ? "s" : "") for GPUs"]
            + (rival.map { [fairness($0.owner, before: entry.owner, name: name)] } ?? [])
    }

    /// The place in line: for each rule that puts others first, one sentence.
    private func placeReasons(_ entry: SweepEntry, name: (UInt32) -> String) -> [String] {
        var reasons: [String] = []
        let above = ready.count(above: entry.priority)
        if above > 0 { reasons.append("behind \(above.counted("sweep")) of higher priority") }
        if let other = ready.firstOwner(at: entry.priority), other != entry.owner {
            reasons.append(fairness(other, before: entry.owner, name: name))
        }
        let before = ready.count(before: entry)
        if before > 0 {
            reasons.append("behind \(before.counted("sweep")) that \(name(entry.owner)) submitted earlier")
        }
        return reasons
    }

    private func fairness(_ first: UInt32, before second: UInt32, name: (UInt32) -> String) -> String {
        let turn = "fair share: it is \(name(first))'s turn"
        guard ledger.burden(of: first) == ledger.burden(of: second) else {
            return "\(turn): \(had(first, name)), \(had(second, name))"
        }
        let startedLater = ledger.lastStart(of: first) != ledger.lastStart(of: second)
        return "\(turn): \(name(second)) \(startedLater ? "started a run" : "submitted") later"
    }

    /// What counts for an owner's turn.
    private func had(_ owner: UInt32, _ name: (UInt32) -> String) -> String {
        let (used, share) = (ledger.usage.used(by: owner), ledger.rules(of: owner).share)
        let gpus = used.gpuSeconds > 0 ? " and \(Self.hours(used.gpuSeconds)) GPU-hours" : ""
        return "\(name(owner)) has \(ledger.slots(of: owner).counted("run")) executing and used "
            + "\(Self.hours(used.coreSeconds)) core-hours\(gpus)" + (share == 1 ? "" : " (share \(share))")
    }

    private static func hours(_ seconds: Double) -> String { "\((seconds / 360).rounded() / 10)" }
}
