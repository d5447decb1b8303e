package import SweepModel

/// Yields the points of a sweep one by one, from a cursor that can be saved: the explicit ones first, then those of the
/// method.
///
/// Pure: the same specification, seed and cursor always give the same point. Setting it up costs as much as the
/// specification is long, whatever the size of the space.
package struct Search: Sendable {
    /// Where a look from a cursor leads.
    package enum Step: Hashable, Sendable {
        case point(Point, at: SearchCursor)
        /// The explicit point of that number, from 0.
        case explicit(Int64, at: SearchCursor)
        /// None was found within the limit; the look goes on there.
        case unfinished(SearchCursor)
        case exhausted(SearchCursor)
    }

    /// What a look at one position costs, at most: its parameters, the values of their conditions, and the parts of the
    /// constraints.
    package let cost: Int
    let source: PointSource
    let generator: Philox
    let specification: Specification
    /// How many explicit points there are.
    private let explicitPoints: Int64
    private let replicates: Int
    // What the source says of itself, asked once.
    private let isDrawn: Bool
    private let methodCount: Int64?
    private let remainderCount: Int64?
    private let namesBeforeReplicate: Set<String>

    /// What one draw more or less that brings nothing new weighs.
    private let weights: DrawWeights

    /// - Parameter explicitPoints: how many there are, where they lie elsewhere than in the specification.
    package init(specification: Specification, seed: UInt64, explicitPoints: Int64? = nil) {
        generator = Philox(seed: seed)
        source = PointSource(specification, generator: generator)
        self.specification = specification
        self.explicitPoints = explicitPoints ?? Int64(specification.points.count)
        replicates = max(1, specification.replicates?.values.count ?? 1)
        namesBeforeReplicate = Self.namesBeforeReplicate(specification)
        isDrawn = source.isDrawn
        (methodCount, remainderCount) = (source.count, source.remainderCount)
        weights = DrawWeights(positions: remainderCount)
        cost = Self.cost(of: specification)
    }

    /// The first candidate from `cursor` on.
    ///
    /// - Parameter limit: how many positions to look at, at most.
    package func next(from cursor: SearchCursor, limit: Int) -> Step {
        var looks = limit
        return next(from: cursor, looks: &looks)
    }

    /// The same, for who spends looks on several candidates.
    ///
    /// - Parameter looks: how many positions to look at, at most; what is left of them afterwards.
    package func next(from cursor: SearchCursor, looks: inout Int) -> Step {
        if cursor.points < explicitPoints { return .explicit(cursor.points, at: cursor) }
        var cursor = settled(cursor)
        while looks > 0, cursor.phase != .exhausted {
            looks -= 1
            switch look(at: cursor) {
            case .point(let point): return .point(point, at: cursor)
            case .nothing(let next): cursor = moved(cursor, to: next, weight: weights.miss)
            }
        }
        return cursor.phase == .exhausted ? .exhausted(cursor) : .unfinished(cursor)
    }

    /// The cursor behind a candidate.
    ///
    /// - Parameters:
    ///   - cursor: where it was found.
    ///   - known: whether the sweep had a run of its key and replicate already.
    package func cursor(after cursor: SearchCursor, known: Bool) -> SearchCursor {
        var next = cursor
        if cursor.replicate + 1 < replicates {
            next.replicate += 1
            return next
        }
        next.replicate = 0
        if cursor.points < explicitPoints {
            next.points += 1
            return settled(next)
        }
        return moved(next, to: next.position + 1, weight: known ? weights.repeated : 0)
    }

    /// Whether nothing can come from `cursor` on.
    package func isExhausted(at cursor: SearchCursor) -> Bool {
        cursor.points >= explicitPoints && settled(cursor).phase == .exhausted
    }

    /// The parameters of a point's run: its values, and that of the replicate's parameter.
    package func parameters(of point: Point, replicate: Int) -> JSONObject {
        guard let rule = specification.replicates, let name = rule.parameter, replicate < rule.values.count else {
            return point.values
        }
        var values = point.values
        let place = values.members.firstIndex { !namesBeforeReplicate.contains($0.name) } ?? values.members.count
        values.insert(name, rule.values[replicate], at: place)
        return values
    }

    /// The parameters of a point's runs from a replicate on.
    ///
    /// - Parameter run: the parameters of another run of the point.
    package func parametersOfReplicates(
        from first: Int, after run: JSONObject
    ) -> [(replicate: Int, values: JSONObject)] {
        var values = run
        if let name = specification.replicates?.parameter { values[name] = nil }
        let point = Point(values: values)
        return (min(first, replicates)..<replicates).map { ($0, parameters(of: point, replicate: $0)) }
    }

    /// The parameters before which that of the replicates does not come, in the order that the specification has.
    private static func namesBeforeReplicate(_ specification: Specification) -> Set<String> {
        guard let name = specification.replicates?.parameter else { return [] }
        let before = specification.parameters.prefix { $0.path.first.map { !name.comesBefore($0) } ?? true }
        return Set(before.map(\.name))
    }

    /// The seed that a run's program gets as SWEEP_SEED; the same for every attempt.
    ///
    /// - Parameters:
    ///   - pointKey: the point's key, ``Point/key``.
    ///   - replicate: which of the point's runs it is, from 0.
    package func runSeed(pointKey: String, replicate: Int) -> UInt32 {
        // FNV-1a, 64 bits, then one Philox block to mix it with the seed.
        let hash = pointKey.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return generator.block(.runSeed, hash, UInt32(truncatingIfNeeded: replicate))[0]
    }

    private func look(at cursor: SearchCursor) -> Found {
        switch cursor.phase {
        case .method: source.look(at: cursor.position)
        case .remainder: source.lookAtRemainder(cursor.position, generator: generator)
        case .exhausted: .nothing(next: .max)
        }
    }

    /// The method's cursor moved on.
    ///
    /// - Parameter weight: of what it leaves behind; 0 for a point that the sweep did not have.
    private func moved(_ cursor: SearchCursor, to position: Int64, weight: Int64) -> SearchCursor {
        var next = settled(cursor)
        guard next.phase != .exhausted else { return next }
        next.position = position
        guard next.phase == .method, isDrawn else { return settled(next) }
        next.skips = weight == 0 ? 0 : next.skips + weight
        guard next.skips >= DrawWeights.whole else { return next }
        return SearchCursor(points: next.points, phase: remainderCount == nil ? .exhausted : .remainder)
    }

    /// The same place, moved on where its phase has nothing (more) to give.
    private func settled(_ cursor: SearchCursor) -> SearchCursor {
        let count: Int64? =
            switch cursor.phase {
            case .method: methodCount
            case .remainder: remainderCount ?? 0
            case .exhausted: nil
            }
        guard let count, cursor.position >= count else { return cursor }
        return SearchCursor(points: cursor.points, phase: .exhausted)
    }
}
