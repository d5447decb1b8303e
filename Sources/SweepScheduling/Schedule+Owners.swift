package import SweepModel

/// Fairness between owners, and what each may have.
extension Schedule {
    /// Owners who hold something are ranked anew no more often than this.
    private static var rankingInterval: Span { .seconds(1) }

    /// Goes on to this instant: what is held counts as used. It costs as much as there are owners who hold something, and
    /// is to be done before runs are started.
    package mutating func advance(to instant: Instant) {
        guard !updateLedger({ $0.advance(to: instant) }) else { return rankAll() }
        if let lastRanked, instant >= lastRanked, instant - lastRanked < Self.rankingInterval { return }
        lastRanked = instant
        for owner in Array(ledger.usage.holders) { rank(owner) }
    }

    /// Sets what the configuration says of an owner.
    package mutating func set(_ rules: OwnerRules, for owner: UInt32) {
        let before = Set(ledger.sharers(with: owner))
        updateLedger { $0.set(rules, for: owner) }
        for owner in before.union(ledger.sharers(with: owner)) { rank(owner) }
    }

    /// What the ended leases of an owner count now, each second decayed since it was used; what is to be kept.
    package func settledUsage(of owner: UInt32) -> ResourceTime { ledger.usage.settled(of: owner) }

    /// Brings back what was kept.
    ///
    /// - Parameter age: how long ago that was.
    package mutating func restore(_ time: ResourceTime, of owner: UInt32, age: Span) {
        updateLedger { $0.restore(time, of: owner, age: age) }
        rank(owner)
    }

    /// Why no run of the owner with this request can ever start under her limits (code `limit`); nil where one could.
    package func refusal(for request: ResourceRequest, of owner: UInt32) -> Fault? {
        let needed = millionths(of: request.devices)
        for limit in ledger.rules(of: owner).limits {
            guard let most = limit.gpus, needed > most * 1_000_000 else { continue }
            return Fault(
                .limit,
                "cannot run the sweep: each run takes more GPUs than \(limit.key).gpus allows at once (\(most))",
                hint: "lower 'resources.gpus'; an administrator may raise the limit")
        }
        return nil
    }

    /// Why the owner may not submit another sweep now (code `limit`); nil where she may.
    package func refusalOfSweep(of owner: UInt32) -> Fault? {
        for limit in ledger.rules(of: owner).limits {
            guard let most = limit.sweeps else { continue }
            let count = ledger.sharers(with: owner, in: limit).reduce(0) { $0 + (sweepCounts[$1] ?? 0) }
            guard count >= most else { continue }
            return Fault(
                .limit, "cannot submit: \(limit.key).sweeps allows \(most), and \(count) have not ended",
                hint: "end one, or wait until one has")
        }
        return nil
    }

    /// How much of GPUs a run takes at least: what is shared by memory counts when it is booked.
    func millionths(of request: DeviceRequest) -> Int {
        let count = devices.count(for: request)
        guard !request.isWhole else { return count * 1_000_000 }
        return count * Int(request.share?.millionths ?? 0)
    }

    /// Why the owner's limits keep a run of the sweep from starting now, in words; empty where they do not.
    func limits(on entry: SweepEntry) -> [String] {
        ledger.limits(on: entry.owner, millionths: millionths(of: entry.request.devices))
    }
}
