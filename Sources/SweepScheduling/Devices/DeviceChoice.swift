package import SweepModel

/// Which of several devices serve a request best: a search over sets, exhaustive while they are few.
///
/// The best set, one rule after the other: those that others wait for least (where devices are to be kept for a sweep),
/// those that the configuration prefers, fewest pairs without a direct link, of one model, nearest on the bus, with most
/// links, best fit, fewest links cut to idle cards, and lowest in order. Best fit is the least that is left over; a
/// request that does not say how much memory it needs gets the most there is.
struct DeviceChoice {
    struct Candidate {
        let device: Device
        let booking: DeviceBooking
        /// Smaller is better.
        let fit: Int64
        let rank: Int
        /// How many leases must end before it can be had.
        let waits: Int
        /// Cards with a direct link that nobody holds.
        let idlePeers: Set<DeviceID>
    }

    private let candidates: [Candidate]
    /// Between candidates; empty where only one device is asked for.
    private let links: [[DeviceLink.Kind?]]

    /// - Parameter candidates: of one vendor, in order.
    init(_ candidates: [Candidate], count: Int) {
        self.candidates = candidates
        links =
            count < 2
            ? []
            : candidates.map { first in
                let kinds = Dictionary(first.device.links.map { ($0.peer, $0.kind) }) { kind, _ in kind }
                return candidates.map { kinds[$0.device.id] }
            }
    }

    /// More sets than this are not looked at one by one.
    private static let setsMax = 20_000

    /// The best set of that many and its cost; nil where there are too few.
    func best(_ count: Int) -> (cost: [Int64], set: [Candidate])? {
        guard count > 0, candidates.count >= count else { return nil }
        let best = Self.sets(count, of: candidates.count) > Self.setsMax ? grown(count) : searched(count)
        return best.map { ($0.cost, $0.set.map { candidates[$0] }) }
    }

    /// The binomial coefficient, no more than a little above ``setsMax``.
    private static func sets(_ count: Int, of all: Int) -> Int {
        var sets = 1
        for step in 0..<min(count, all - count) where sets <= setsMax { sets = sets * (all - step) / (step + 1) }
        return sets
    }

    private typealias Found = (cost: [Int64], set: [Int])

    private func searched(_ count: Int) -> Found? {
        var best: Found?
        var set = Array(0..<count)
        while true {
            keep(&best, set)
            // The next combination in lexicographic order.
            guard let place = set.indices.last(where: { set[$0] < candidates.count - count + $0 }) else { return best }
            set[place] += 1
            for later in set.indices where later > place { set[later] = set[later - 1] + 1 }
        }
    }

    /// From each candidate on, adds what costs least.
    private func grown(_ count: Int) -> Found? {
        var best: Found?
        for first in candidates.indices {
            var set = [first]
            while set.count < count {
                var next: Found?
                for other in candidates.indices where !set.contains(other) { keep(&next, (set + [other]).sorted()) }
                set = next?.set ?? set
            }
            keep(&best, set)
        }
        return best
    }

    private func keep(_ best: inout Found?, _ set: [Int]) {
        let cost = cost(set)
        guard let known = best else { return best = (cost, set) }
        if cost.lexicographicallyPrecedes(known.cost) { best = (cost, set) }
    }

    private func cost(_ set: [Int]) -> [Int64] {
        let members = set.map { candidates[$0] }
        let ids = Set(members.map(\.device.id))
        let cut = members.reduce(0) { $0 + $1.idlePeers.subtracting(ids).count }
        let (unlinked, distance, width) = closeness(set)
        let models = Set(members.map(\.device.name)).count
        return [
            Int64(members.reduce(0) { $0 + $1.waits }), Int64(members.reduce(0) { $0 + $1.rank }), Int64(unlinked),
            Int64(models), Int64(distance), Int64(-width), members.reduce(0) { $0 &+ $1.fit }, Int64(cut),
        ]
    }

    private func closeness(_ set: [Int]) -> (unlinked: Int, distance: Int, width: Int) {
        var (unlinked, distance, width) = (0, 0, 0)
        for (place, first) in set.enumerated() {
            for second in set[(place + 1)...] {
                let kind = links[first][second] ?? .system
                unlinked += kind.width > 0 ? 0 : 1
                distance += kind.distance
                width += kind.width
            }
        }
        return (unlinked, distance, width)
    }
}

extension DeviceLedger {
    /// The devices that serve a request of the sweep best now; nil where too few are free.
    ///
    /// A request without devices is served by none.
    package func choose(_ request: DeviceRequest, for sweep: SweepID? = nil) -> [DeviceBooking]? {
        let count = count(for: request)
        guard count > 0 else { return isDiscovered || request.count == .exactly(0) ? [] : nil }
        return choose(
            count, request, among: fitting(request).filter { hindrance($0, request, for: sweep) == nil }, sweep)
    }

    /// The best of these devices; with `waiting`, those that are held by fewest.
    func choose(
        _ count: Int, _ request: DeviceRequest, among devices: [Device], _ sweep: SweepID?, waiting: Bool = false
    ) -> [DeviceBooking]? {
        guard devices.count >= count else { return nil }
        let groups = Dictionary(grouping: devices, by: \.vendor).sorted { $0.key < $1.key }
        let found = groups.compactMap { _, devices in
            DeviceChoice(devices.map { candidate($0, request, sweep, waiting) }, count: count).best(count)
        }
        let best = found.min { $0.cost.lexicographicallyPrecedes($1.cost) }
        return best?.set.map(\.booking)
    }

    private func candidate(
        _ device: Device, _ request: DeviceRequest, _ sweep: SweepID?, _ waiting: Bool
    ) -> DeviceChoice.Candidate {
        let booking = device.booking(for: request)
        let isIdle = !isHeld(device.id)
        let peers = isIdle ? device.links.filter { $0.kind.width > 0 && !isHeld($0.peer) }.map(\.peer) : []
        return DeviceChoice.Candidate(
            device: device, booking: booking, fit: fit(device, request, booking, sweep), rank: policy.rank(device),
            waits: waiting ? holders(of: device.id) : 0, idlePeers: Set(peers))
    }

    private func fit(
        _ device: Device, _ request: DeviceRequest, _ booking: DeviceBooking, _ sweep: SweepID?
    ) -> Int64 {
        if !request.isWhole { return room(on: device, for: sweep).free - device.amount(of: booking) }
        let saysWhat = request.memory != nil || request.slice != nil
        return saysWhat ? device.capacity : -device.capacity
    }
}
