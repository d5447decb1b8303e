internal import SweepModel

/// How many points there are. Costs up to ``Search/countedMax`` looks: to be asked once, at submission.
extension Search {
    /// A space of no more positions than this is counted one by one where conditions or constraints thin it out; fewer,
    /// where each costs much.
    package static let countedMax: Int64 = 100_000
    /// What counting may cost: some tenths of a second.
    private static let countedCostMax = 5_000_000

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
        if case .list = source { return .finite(Int64(PointSet(specification.points).count)) }
        guard let space = source.space else { return .unbounded }
        guard let positions = space.size.count else { return .huge }
        guard space.isPlain || positions <= min(Self.countedMax, Int64(looks(costing: Self.countedCostMax))) else { return .huge }
        let own = space.isPlain ? positions : space.pointCount
        let (sum, overflow) = own.addingReportingOverflow(space.foreign(among: specification.points))
        return overflow ? .huge : .finite(sum)
    }

    /// How many runs the sweep can have at most; nil where that is unbounded or beyond counting.
    ///
    /// - Parameter more: how many explicit points there are that do not stand in the specification.
    package func total(more: Int64 = 0) -> Int64? {
        let cap = specification.runCap.map(Int64.init)
        guard let own = size.count else { return cap }
        let replicates = Int64(max(1, specification.replicates?.values.count ?? 1))
        let (points, isHuge) = own.addingReportingOverflow(more)
        let (runs, overflow) = points.multipliedReportingOverflow(by: replicates)
        return isHuge || overflow ? cap : min(runs, cap ?? .max)
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
