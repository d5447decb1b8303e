package import SweepModel

/// By what a list of runs is ordered.
package enum RunSort: String, CaseIterable, Hashable, Sendable {
    case index, objective, state, attempts
    case durationSeconds = "duration_seconds"
    case queuedAt = "queued_at"
    case startedAt = "started_at"
    case finishedAt = "finished_at"
}

/// Which runs of a sweep to list, and how.
package struct RunsQuery: Hashable, Sendable {
    package static let limitMax: Int64 = 100_000
    package static let conditionMax = 4096

    /// All states where empty.
    package var states: [RunState] = []
    /// Only runs for which it is true; at most ``conditionMax`` characters.
    package var condition: Expression?
    package var sort: RunSort = .index
    package var descending = false
    /// How many at most, 1 to ``limitMax``.
    package var limit = 1000
    /// The index of the last run of the page before; only in the order of the index.
    package var after: Int?

    private static let stateQuery = Query<RunState>.words("state", "only runs in one of these states")
    private static let conditionQuery = Query<String>.text(
        "where", "only runs for which this expression over parameters, metrics and the like is true",
        max: conditionMax)
    private static let sortQuery = Query<RunSort>.word("sort", "the order; by index if absent")
    private static let descendingQuery = Query<Bool>.flag("descending", "the order reversed")
    private static let limitQuery = Query<Int64>.integer("limit", 1...limitMax, "how many at most; 1000 if absent")
    private static let afterQuery = Query<Int64>.integer(
        "after", 0...Int64(Int32.max), "runs after this index; only where sorted by index")

    package static let parameters = [
        stateQuery.parameter, conditionQuery.parameter, sortQuery.parameter, descendingQuery.parameter,
        limitQuery.parameter, afterQuery.parameter,
    ]

    package init() {}

    package init(_ items: QueryItems) throws(Fault) {
        try items.check(Self.parameters)
        states = try items.value(Self.stateQuery) ?? []
        condition = try Self.condition(items.value(Self.conditionQuery))
        sort = try items.value(Self.sortQuery) ?? .index
        descending = try items.value(Self.descendingQuery) ?? false
        limit = try items.value(Self.limitQuery).map { Int($0) } ?? 1000
        after = try items.value(Self.afterQuery).map { Int($0) }
        guard after == nil || sort == .index else {
            throw Fault(.usage, "cannot read the query: 'after' goes with sort=index only")
        }
    }

    /// Reads an expression that is to choose runs.
    ///
    /// - Throws: a fault with code `usage` that says where it is wrong.
    package static func condition(_ text: String?) throws(Fault) -> Expression? {
        guard let text else { return nil }
        guard text.unicodeScalars.count <= conditionMax else {
            throw Fault(.usage, "cannot read the condition: it has more than \(conditionMax) characters")
        }
        do throws(ExpressionFault) {
            let expression = try Expression(text)
            let kinds = Dictionary(
                uniqueKeysWithValues: expression.nameList.map { ($0, Self.kinds[$0] ?? ValueKinds.any) })
            if let fault = expression.check(kinds).first { throw fault }
            return expression
        } catch {
            throw .condition("read the condition", error)
        }
    }

    /// What the names that every run has stand for.
    private static let kinds: [String: ValueKinds] = [
        "objective": .number, "state": .text, "attempts": .number, "duration_seconds": .number,
    ]

    package var items: QueryItems {
        var items = QueryItems()
        items.add(Self.stateQuery, states.isEmpty ? nil : states.map(\.rawValue).joined(separator: ","))
        items.add(Self.conditionQuery, condition?.text)
        items.add(Self.sortQuery, sort == .index ? nil : sort.rawValue)
        items.add(Self.descendingQuery, descending ? true : nil)
        items.add(Self.limitQuery, limit)
        items.add(Self.afterQuery, after)
        return items
    }
}

extension Fault {
    /// What is wrong with a condition on runs, with its column.
    ///
    /// - Parameter action: what could not be done.
    package static func condition(_ action: String, _ fault: ExpressionFault) -> Fault {
        Fault(.usage, "cannot \(action): column \(fault.column): \(fault.message)", hint: fault.hint)
    }
}

/// How the best runs are chosen.
package struct BestQuery: Hashable, Sendable {
    package static let countMax: Int64 = 10_000

    /// How many at most, 1 to ``countMax``.
    package var count = 10
    /// Another metric than the sweep's.
    package var metric: String?
    /// Another goal than the sweep's.
    package var goal: MetricGoal.Goal?

    private static let countQuery = Query<Int64>.integer("n", 1...countMax, "how many at most; 10 if absent")
    private static let metricQuery = Query<String>.text("metric", "another metric than the sweep's")
    private static let goalQuery = Query<Goal>.word("goal", "another goal than the sweep's")
    package static let parameters = [countQuery.parameter, metricQuery.parameter, goalQuery.parameter]

    /// The goals, with the list of them that MetricGoal.Goal does not give.
    enum Goal: String, CaseIterable, Sendable { case minimize, maximize }

    package init() {}

    package init(_ items: QueryItems) throws(Fault) {
        try items.check(Self.parameters)
        count = try items.value(Self.countQuery).map { Int($0) } ?? 10
        metric = try items.value(Self.metricQuery)
        goal = try items.value(Self.goalQuery).flatMap { MetricGoal.Goal(rawValue: $0.rawValue) }
    }

    package var items: QueryItems {
        var items = QueryItems()
        items.add(Self.countQuery, count)
        items.add(Self.metricQuery, metric)
        items.add(Self.goalQuery, goal?.rawValue)
        return items
    }
}
