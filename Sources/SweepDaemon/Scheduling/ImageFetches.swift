internal import SweepModel

/// Which images are on their way, and which sweeps wait for them. All of it can be had again from the store, but for how
/// often a registry was tried.
struct ImageFetches {
    /// What an agent is to do.
    enum Order: Sendable { case fetch(ImageOrder), abandon(ImageOrder) }

    private var machines: [ImageOrder: ImageFetch] = [:]
    private var waiting: [ImageOrder: Set<SweepID>] = [:]
    /// What is to be told to agents, once the tick is durable.
    private(set) var orders: [Order] = []

    /// When a registry is to be tried again; nil where none is.
    var next: Instant? { machines.values.compactMap(\.wakeAt).min() }

    mutating func takeOrders() -> [Order] {
        defer { orders = [] }
        return orders
    }

    /// Lets a sweep wait for these and no others.
    mutating func set(_ sweep: SweepID, awaits wanted: [ImageOrder], now: Instant) {
        for order in waiting.keys where !wanted.contains(order) { leave(sweep, order, now) }
        for order in wanted {
            waiting[order, default: []].insert(sweep)
            guard machines[order] == nil else { continue }
            machines[order] = ImageFetch(since: now)
            _ = handle(.ordered, of: order, now: now)
        }
    }

    private mutating func leave(_ sweep: SweepID, _ order: ImageOrder, _ now: Instant) {
        waiting[order]?.remove(sweep)
        guard waiting[order]?.isEmpty == true else { return }
        waiting[order] = nil
        _ = handle(.abandoned, of: order, now: now)
    }

    /// Orders again what has waited long enough.
    mutating func retry(now: Instant) {
        for (order, machine) in machines {
            guard let wakeAt = machine.wakeAt, wakeAt <= now else { continue }
            _ = handle(.backoffElapsed, of: order, now: now)
        }
    }

    /// - Returns: what is to be done about the sweeps that waited, and which they are.
    mutating func handle(
        _ event: ImageFetch.Event, of order: ImageOrder, now: Instant
    ) -> (actions: [ImageFetch.Action], sweeps: Set<SweepID>) {
        let sweeps = waiting[order] ?? []
        guard let actions = machines[order]?.handle(event, now: now) else { return ([], []) }
        for action in actions {
            switch action {
            case .fetch: orders.append(.fetch(order))
            case .abandon: orders.append(.abandon(order))
            case .pin, .giveUp: break
            }
        }
        if machines[order]?.state == .over {
            machines[order] = nil
            waiting[order] = nil
        }
        return (actions, sweeps)
    }

    /// What agents have been told to fetch, and have not answered.
    ///
    /// - Parameter owner: for whom; nil stands for all.
    func ordered(of owner: UInt32?) -> [ImageOrder] {
        machines.filter { (owner == nil || $0.key.owner == owner) && $0.value.state == .fetching }.map(\.key)
    }

    /// The sweeps that wait for an image.
    func sweeps(awaiting order: ImageOrder) -> Set<SweepID> { waiting[order] ?? [] }

    /// What a sweep waits for, in words.
    func words(for sweep: SweepID, now: Instant) -> [String] {
        waiting.filter { $0.value.contains(sweep) }.keys.sorted { $0.image < $1.image }
            .compactMap { machines[$0]?.words($0, now: now) }
    }

    /// Why an image's last try failed.
    func lastError(of order: ImageOrder) -> String? { machines[order]?.lastError }
}
