package import SweepModel

/// How many points there are. Costs up to ``Search/countedMax`` looks: to be asked once, at submission.
extension Search {
    /// A space of no more positions than this is counted one by one where conditions or constraints thin it out; fewer,
    /// where each costs much.
    package static let countedMax: Int64 = 100_000
    /// What counting may cost: some tenths of a second.
    private static let countedCostMax = 5_000_000

    /// What it may cost to compare explicit points with those of the method.
    private static let comparedCostMax = 20_000_000

    /// So many looks may be had at a cost; one at least.
    package func looks(costing most: Int) -> Int { max(1, most / cost) }

    static func cost(of specification: Specification) -> Int {
        specification.parameters.reduce(1) { cost, parameter in
            (parameter.when ?? []).reduce(cost + 1) { $0 + $1.values.count }
        } + specification.constraints.reduce(0) { $0 + $1.nodeCount }
    }

    /// How many distinct points there are, explicit ones included; `huge` also where a space with conditions or
    /// constraints is too large to be counted.
    package var size: SpaceSize {
        guard let own = ownSize.count else { return ownSize }
        let foreign = source.space?.foreign(among: specification.points)
        let (sum, overflow) = own.addingReportingOverflow(foreign ?? Int64(PointSet(specification.points).count))
        return overflow ? .huge : .finite(sum)
    }

    /// The same without the explicit points.
    private var ownSize: SpaceSize {
        if case .list = source { return .finite(0) }
        guard let space = source.space else { return .unbounded }
        guard let positions = space.size.count else { return .huge }
        if space.isPlain { return .finite(positions) }
        let most = min(Self.countedMax, Int64(looks(costing: Self.countedCostMax)))
        return positions <= most ? .finite(space.pointCount) : .huge
    }

    /// How many runs the sweep can have at most; nil where that is unbounded or beyond counting.
    ///
    /// - Parameter more: how many explicit points there are that do not stand in the specification.
    package func total(more: Int64 = 0) -> Int64? { runs(size, more: more, strays: 0) }

    /// Whether so many points can be told from those of the method without much ado.
    package func mayCompare(_ points: Int64) -> Bool { points <= Int64(looks(costing: Self.comparedCostMax)) }

    /// How many runs a sweep has in the end; nil as above.
    ///
    /// - Parameters:
    ///   - explicit: all explicit points, those of the specification among them.
    ///   - had: the points that have runs already, and how many.
    package func total(explicit: [Point], had: [(point: Point, runs: Int64)] = []) -> Int64? {
        let members = source.space.map(SpaceMembers.init)
        var foreign = PointSet()
        for point in explicit where !(members?.contains(point) ?? false) { _ = foreign.insert(point) }
        let count = Int64(foreign.count)
        // What no longer is a point of the sweep keeps the runs that it has.
        let strays = had.filter { !(members?.contains($0.point) ?? false) && foreign.insert($0.point) }
        return runs(ownSize, more: count, strays: strays.reduce(0) { $0 + $1.runs })
    }

    private func runs(_ size: SpaceSize, more: Int64, strays: Int64) -> Int64? {
        let cap = specification.runCap.map(Int64.init)
        guard let own = size.count else { return cap }
        let replicates = Int64(max(1, specification.replicates?.values.count ?? 1))
        let (points, isHuge) = own.addingReportingOverflow(more)
        let (runs, overflows) = points.multipliedReportingOverflow(by: replicates)
        let (all, overflow) = runs.addingReportingOverflow(strays)
        return isHuge || overflows || overflow ? cap : min(all, cap ?? .max)
    }
}

extension FiniteSpace {
    /// How many of the positions are points, looked at one by one.
    fileprivate var pointCount: Int64 {
        var position: Int64 = 0
        var points: Int64 = 0
        while position < count {
            switch look(at: position) {
            case .point:
                points += 1
                position += 1
            case .nothing(let next): position = next
            }
        }
        return points
    }
}
