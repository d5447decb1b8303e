/// Room for connections, shared out so that nobody's keep the others out: a user has so many, all users leave some for
/// agents, and both leave some for those who look after the daemon.
struct ConnectionRoom {
    /// Whose limit keeps a connection out.
    enum Excess: Hashable, Sendable {
        case ofUser(Int)
        case ofAll(Int)
    }

    /// What becomes of a connection.
    enum Place: Hashable, Sendable {
        case served
        /// Only what an agent asks is answered.
        case agentServed(Excess)
        /// It is told so, and ends.
        case refused(Excess)
        /// It ends without a word: enough of the same user's are being refused.
        case dropped
    }

    private struct Count {
        var served = 0
        var agentServed = 0
        var refused = 0
        var isEmpty: Bool { served + agentServed + refused == 0 }
    }

    private let limits: ServerLimits
    private var users: [UInt32: Count] = [:]
    /// Connections that are served, whosever.
    private var served = 0

    init(_ limits: ServerLimits) { self.limits = limits }

    /// Gives a new connection its place.
    ///
    /// - Parameter isPrivileged: whether it is of somebody who looks after the daemon.
    mutating func take(for uid: UInt32, isPrivileged: Bool) -> Place {
        let place = place(for: users[uid] ?? Count(), isPrivileged: isPrivileged)
        count(place, of: uid, 1)
        return place
    }

    /// A connection has ended.
    mutating func giveBack(_ place: Place, of uid: UInt32) {
        count(place, of: uid, -1)
        if users[uid]?.isEmpty == true { users[uid] = nil }
    }

    private func place(for count: Count, isPrivileged: Bool) -> Place {
        guard let excess = excess(for: count, isPrivileged: isPrivileged) else { return .served }
        if !isPrivileged, count.agentServed < limits.agentConnectionsMax,
            served < limits.connectionsMax - limits.reserve / 2
        {
            return .agentServed(excess)
        }
        return count.refused < limits.refusedMax ? .refused(excess) : .dropped
    }

    private func excess(for count: Count, isPrivileged: Bool) -> Excess? {
        let max = isPrivileged ? limits.connectionsMax : limits.connectionsMax - limits.reserve
        if !isPrivileged, count.served >= limits.connectionsOfUserMax { return .ofUser(limits.connectionsOfUserMax) }
        return served >= max ? .ofAll(max) : nil
    }

    private mutating func count(_ place: Place, of uid: UInt32, _ change: Int) {
        switch place {
        case .served: users[uid, default: Count()].served += change
        case .agentServed: users[uid, default: Count()].agentServed += change
        case .refused: users[uid, default: Count()].refused += change
        case .dropped: return
        }
        if case .refused = place { return }
        served += change
    }
}
