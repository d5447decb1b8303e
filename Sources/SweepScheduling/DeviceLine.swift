internal import SweepModel

/// The sweeps that wait for GPUs, in the order in which they may have some.
struct DeviceLine: Sendable {
    private var members: Set<SweepID> = []
    /// Nil where it is to be made anew.
    private(set) var order: [SweepID]?

    var isEmpty: Bool { members.isEmpty }

    mutating func set(_ sweep: SweepID, isIn: Bool) {
        let changed = isIn ? members.insert(sweep).inserted : members.remove(sweep) != nil
        // One that stays may have another rank.
        if changed || isIn { order = nil }
    }

    mutating func forgetOrder() { order = nil }

    mutating func sorted(by isBefore: (SweepID, SweepID) -> Bool) -> [SweepID] {
        if let order { return order }
        let made = members.sorted(by: isBefore)
        order = made
        return made
    }
}

extension Schedule {
    /// What the line of those that wait for GPUs comes to.
    enum DeviceTurn {
        case starts(Decision)
        /// Somebody lacks cores or memory alone: nobody behind may take them.
        case barrier
        case nobody
    }

    /// Who starts next of those that need GPUs.
    ///
    /// - Parameter rival: the first that needs none and cores or memory; nobody behind it may start before it.
    mutating func nextWithDevices(before rival: SweepEntry?) -> DeviceTurn {
        // Whoever has all she may have holds nobody up.
        let line = standing().filter { limits(on: $0).isEmpty }
        var barred: Set<SweepID> = []
        var isBarrier = false
        for entry in line {
            let isBehind = rival.map { isBefore($0, entry) } ?? false
            if isBarrier || isBehind || !shortages(for: entry).isEmpty { barred.insert(entry.id) }
            if !isBarrier, !isBehind, barred.contains(entry.id) {
                isBarrier = devices.choose(entry.request.devices, for: entry.id) != nil
            }
        }
        let claims = line.map { DeviceClaim(sweep: $0.id, request: $0.request.devices) }
        guard let decision = chooseDevices(among: claims, barred: barred) else { return isBarrier ? .barrier : .nobody }
        return .starts(self.decision(line[decision.place], devices: decision.devices))
    }

    /// The line, first things first.
    mutating func standing() -> [SweepEntry] {
        let (entries, ledger) = (entries, ledger)
        let order = deviceLine.sorted { first, second in
            guard let first = entries[first], let second = entries[second] else { return first < second }
            return ledger.rank(first) < ledger.rank(second)
        }
        return order.compactMap { entries[$0] }
    }

    func isBefore(_ first: SweepEntry, _ second: SweepEntry) -> Bool { ledger.rank(first) < ledger.rank(second) }
}

extension LeaseLedger {
    /// Smaller goes first: priority, then fairness between owners, then order of submission.
    fileprivate func rank(_ entry: SweepEntry) -> (Int, Double, Int, Int64) {
        (-entry.priority, burden(of: entry.owner), lastStart(of: entry.owner), entry.order)
    }
}
