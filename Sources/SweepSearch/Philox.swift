/// The counter-based generator Philox4x32-10: block `i` of a stream costs the same as block 0, so a search can go on
/// from a saved position without a saved state.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
package struct Philox: Sendable {
    /// What a block is drawn for; keeps the uses of one seed apart.
    enum Stream: UInt32 {
        case draw = 0
        case runSeed = 1
        case order = 2
        /// Digital shifts of a Sobol sequence.
        case shift = 3
    }

    private let key: SIMD2<UInt32>

    init(seed: UInt64) { key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

    /// The 128 bits that belong to (`high`, `low`) in `stream`.
    func block(_ stream: Stream, _ high: UInt64, _ low: UInt32) -> SIMD4<UInt32> {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32), low, stream.rawValue)
        return Self.block(counter: counter, key: key)
    }

    /// The first 64 bits of a block.
    func word(_ stream: Stream, _ high: UInt64, _ low: UInt32) -> UInt64 {
        let block = block(stream, high, low)
        return UInt64(block[1]) << 32 | UInt64(block[0])
    }

    /// Ten rounds of the bijection, as published.
    package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (counter, key) = (counter, key)
        for _ in 0..<10 {
            let first = counter[0].multipliedFullWidth(by: 0xD251_1F53)
            let second = counter[2].multipliedFullWidth(by: 0xCD9E_8D57)
            counter = SIMD4(
                second.high ^ counter[1] ^ key[0], second.low, first.high ^ counter[3] ^ key[1], first.low)
            key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }
}
