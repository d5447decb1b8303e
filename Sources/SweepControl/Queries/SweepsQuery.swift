package import SweepModel

/// Which sweeps to list.
package struct SweepsQuery: Hashable, Sendable {
    package static let limitMax: Int64 = 100_000

    /// All states where empty.
    package var states: [SweepState] = []
    /// A user's name.
    package var owner: String?
    /// How many at most, 1 to ``limitMax``.
    package var limit = 100

    private static let stateQuery = Query<SweepState>.words("state", "only sweeps in one of these states")
    private static let ownerQuery = Query<String>.text("owner", "only sweeps of this user")
    private static let limitQuery = Query<Int64>.integer("limit", 1...limitMax, "how many at most; 100 if absent")
    package static let parameters = [stateQuery.parameter, ownerQuery.parameter, limitQuery.parameter]

    package init() {}

    package init(_ items: QueryItems) throws(Fault) {
        try items.check(Self.parameters)
        states = try items.value(Self.stateQuery) ?? []
        owner = try items.value(Self.ownerQuery)
        limit = try items.value(Self.limitQuery).map { Int($0) } ?? 100
    }

    package var items: QueryItems {
        var items = QueryItems()
        items.add(Self.stateQuery, states.isEmpty ? nil : states.map(\.rawValue).joined(separator: ","))
        items.add(Self.ownerQuery, owner)
        items.add(Self.limitQuery, limit)
        return items
    }
}

/// Which events of a sweep to list, or from where to follow them.
package struct EventsQuery: Hashable, Sendable {
    package static let limitMax: Int64 = 100_000

    /// Only events with a larger number.
    package var after: Int64 = 0
    /// How many at most, 1 to ``limitMax``; of no meaning where they are followed.
    package var limit = 1000
    package var follow = false

    private static let afterQuery = Query<Int64>.integer("after", 0...Int64.max, "events after this number")
    private static let limitQuery = Query<Int64>.integer("limit", 1...limitMax, "how many at most; 1000 if absent")
    package static let parameters = [afterQuery.parameter, limitQuery.parameter, Query.follow.parameter]

    package init() {}

    package init(_ items: QueryItems) throws(Fault) {
        try items.check(Self.parameters)
        after = try items.value(Self.afterQuery) ?? 0
        limit = try items.value(Self.limitQuery).map { Int($0) } ?? 1000
        follow = try items.value(Query.follow) ?? false
    }

    package var items: QueryItems {
        var items = QueryItems()
        items.add(Self.afterQuery, after)
        items.add(Self.limitQuery, limit)
        items.add(Query.follow, follow ? true : nil)
        return items
    }
}
