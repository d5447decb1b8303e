internal import SweepModel

/// A Sobol sequence: points that fill the space evenly, each prefix of it too.
///
/// Every dimension is shifted by the seed bit by bit (a digital shift keeps the evenness), so that another seed gives
/// another sequence and no value comes from the corner of the space. After 2^32 points it begins again.
struct SobolSource: Sendable {
    let drawn: DrawnSpace
    private let shifts: [UInt64]

    init(_ specification: Specification, generator: Philox) {
        drawn = DrawnSpace(specification)
        shifts = (0..<drawn.width).map { generator.word(.shift, UInt64($0), 0) }
    }

    func look(at position: Int64) -> Found {
        let number = UInt32(truncatingIfNeeded: position)
        let point = drawn.point { place in UInt64(SobolNumbers.value(number, dimension: place)) << 32 ^ shifts[place] }
        return point.map(Found.point) ?? .nothing(next: position + 1)
    }
}
