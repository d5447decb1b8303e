/// A permutation of `0..<count` that depends on the seed, computed position by position in constant memory.
///
/// A balanced Feistel network over the smallest even number of bits that holds `count`, walked along its cycle until
/// the value is below `count` (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002); at most four
/// steps on average.
struct KeyedOrder: Sendable {
    private let generator: Philox
    private let count: UInt64
    private let halfBits: UInt64
    private static let rounds: UInt32 = 6

    /// - Parameter count: at least 1.
    init(count: Int64, generator: Philox) {
        self.generator = generator
        self.count = UInt64(max(1, count))
        let bits = 64 - (self.count - 1).leadingZeroBitCount
        halfBits = UInt64(max(1, (bits + 1) / 2))
    }

    /// Where `position` (below the count) goes.
    subscript(position: Int64) -> Int64 {
        var value = UInt64(position)
        repeat { value = permuted(value) } while value >= count
        return Int64(value)
    }

    private func permuted(_ value: UInt64) -> UInt64 {
        let mask = (1 as UInt64) << halfBits - 1
        var (left, right) = (value >> halfBits, value & mask)
        for round in 0..<Self.rounds {
            (left, right) = (right, left ^ (generator.word(.order, right, round) & mask))
        }
        return left << halfBits | right
    }
}
