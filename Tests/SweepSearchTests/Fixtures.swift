import SweepModel
import SweepSearch

/// A specification of these distributions by name, which are sorted already.
func specification(
    _ method: Specification.Method, _ parameters: [(String, Distribution)], points: [Point] = [], runCap: Int? = nil
) -> Specification {
    var specification = Specification(
        method: method, parameters: parameters.map { ParameterDefinition(path: [$0.0], distribution: $0.1) },
        points: points)
    specification.runCap = runCap
    return specification
}

extension Search {
    /// Materialises as the store does: a candidate whose key is there already is skipped.
    func materialised(limit: Int = .max) -> [Point] { Expansion(self).prefix(limit).map(\.point) }

    /// The first point from a cursor on, and where it stands; the explicit ones are given.
    func candidate(from cursor: SearchCursor, explicit: [Point] = []) -> (point: Point, at: SearchCursor)? {
        switch next(from: cursor, limit: 100_000) {
        case .point(let point, let place): (point, place)
        case .explicit(let number, let place): (explicit[Int(number)], place)
        case .unfinished, .exhausted: nil
        }
    }

    /// The method's point at that very position; nil where it has none there.
    func point(at position: Int64) -> Point? {
        if case .point(let point, SearchCursor(position: position)) = next(
            from: SearchCursor(position: position), limit: 1)
        {
            return point
        }
        return nil
    }

    /// The first draws, repeats included.
    func draws(_ count: Int) -> [Point] { (0..<Int64(count)).compactMap(point(at:)) }
}

/// A small generator for the tests' own choices (xorshift64*).
struct TestNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
