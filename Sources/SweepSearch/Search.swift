package import SweepModel

/// Yields the points of a sweep one by one, from a cursor that can be saved: the explicit ones first, then those of the
/// method.
///
/// Pure: the same specification, seed and cursor always give the same point. Setting it up costs as much as the
/// specification is long, whatever the size of the space.
package struct Search: Sendable {
    /// How many distinct points there are, explicit ones included.
    package let size: SpaceSize
    /// How many runs the sweep can have at most; nil where that is unbounded or beyond counting.
    package let total: Int64?

    private let points: [Point]
    private let method: PointSource
    private let generator: Philox

    /// After so many repeats in a row, the rest of a finite space is enumerated instead.
    private static let repeatsBeforeRemainder: Int64 = 64
    /// After so many repeats in a row, a space that cannot be enumerated counts as exhausted (two neighbouring
    /// floating-point numbers as bounds, say).
    private static let repeatsMax: Int64 = 1 << 20

    package init(specification: Specification, seed: UInt64) {
        generator = Philox(seed: seed)
        points = specification.points
        method = PointSource(specification, generator: generator)
        let size = method.size(with: specification.points)
        self.size = size
        let cap = specification.runCap.map(Int64.init)
        total = size.count.map { min($0, cap ?? $0) } ?? cap
    }

    /// The point that `cursor` stands at; nil where the search is exhausted there.
    package func candidate(at cursor: SearchCursor) -> Point? {
        if cursor.points < points.count { return points[Int(cursor.points)] }
        let cursor = settled(cursor)
        return switch cursor.phase {
        case .method: method.point(at: cursor.position)
        case .remainder: method.remainder(at: cursor.position)
        case .exhausted: nil
        }
    }

    /// The cursor behind `cursor`.
    ///
    /// - Parameter known: whether the sweep had the candidate's key already.
    package func cursor(after cursor: SearchCursor, known: Bool) -> SearchCursor {
        if cursor.points < points.count {
            var next = cursor
            next.points += 1
            return settled(next)
        }
        var next = settled(cursor)
        guard next.phase != .exhausted else { return next }
        next.position = next.position == .max ? .max : next.position + 1
        next.skips = known ? next.skips + 1 : 0
        if next.phase == .method, method.isRandom, next.skips >= Self.repeatsBeforeRemainder {
            if method.remainderCount != nil {
                next = SearchCursor(points: next.points, phase: .remainder)
            } else if next.skips >= Self.repeatsMax {
                next = SearchCursor(points: next.points, phase: .exhausted)
            }
        }
        return settled(next)
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

    /// The same place, moved on where its phase has nothing (more) to give.
    private func settled(_ cursor: SearchCursor) -> SearchCursor {
        var cursor = cursor
        if cursor.phase == .method, let count = method.count, cursor.position >= count {
            cursor = SearchCursor(points: cursor.points, phase: .exhausted)
        }
        if cursor.phase == .remainder, cursor.position >= method.remainderCount ?? 0 {
            cursor = SearchCursor(points: cursor.points, phase: .exhausted)
        }
        return cursor
    }
}
