internal import SweepModel

/// Independent draws; draw `i` needs no other.
struct RandomSource: Sendable {
    let drawn: DrawnSpace
    private let generator: Philox

    init(_ specification: Specification, generator: Philox) {
        drawn = DrawnSpace(specification)
        self.generator = generator
    }

    /// Draw `position`: one block a parameter, in the order of the parameters.
    func look(at position: Int64) -> Found {
        let point = drawn.point { place in
            generator.word(.draw, UInt64(bitPattern: position), UInt32(truncatingIfNeeded: place))
        }
        return point.map(Found.point) ?? .nothing(next: position + 1)
    }
}
