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
    func materialised(limit: Int = .max, candidatesMax: Int = 1_000_000) -> [Point] {
        var cursor = SearchCursor()
        var keys: Set<String> = []
        var result: [Point] = []
        for _ in 0..<candidatesMax where result.count < limit {
            guard let point = candidate(at: cursor) else { break }
            let known = !keys.insert(point.key).inserted
            if !known { result.append(point) }
            cursor = self.cursor(after: cursor, known: known)
        }
        return result
    }

    /// The first draws, repeats included.
    func draws(_ count: Int) -> [Point] {
        (0..<count).compactMap { candidate(at: SearchCursor(phase: .method, position: Int64($0))) }
    }
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
