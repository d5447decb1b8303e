internal import SweepModel

/// A method's own points by number, without the explicit ones.
enum PointSource: Sendable {
    case list
    case grid(FiniteSpace)
    case random(RandomSource)

    init(_ specification: Specification, generator: Philox) {
        switch specification.method {
        case .list, .bayes, .sobol: self = .list
        case .grid:
            // A checked specification has an axis for every parameter of a grid; without one there is nothing to visit.
            let space = FiniteSpace(specification.parameters, axis: \.gridAxis)
            self = space.map(PointSource.grid) ?? .list
        case .random: self = .random(RandomSource(specification.parameters, generator: generator))
        }
    }

    /// How many numbers there are; nil where they do not end.
    var count: Int64? {
        switch self {
        case .list: 0
        case .grid(let space): space.count
        case .random(let source): source.space?.size == .finite(0) ? 0 : nil
        }
    }

    var isRandom: Bool { if case .random = self { true } else { false } }

    /// The point of that number, which is below the count.
    func point(at position: Int64) -> Point? {
        switch self {
        case .list: nil
        case .grid(let space): space.point(at: position)
        case .random(let source): source.point(at: position)
        }
    }

    /// How many points the enumeration behind the random draws has; nil where there is none.
    var remainderCount: Int64? {
        if case .random(let source) = self { source.space?.size.count } else { nil }
    }

    func remainder(at position: Int64) -> Point? {
        if case .random(let source) = self { source.remainder(at: position) } else { nil }
    }

    /// How many distinct points this and the explicit ones are.
    func size(with points: [Point]) -> SpaceSize {
        let space: FiniteSpace? =
            switch self {
            case .list: nil
            case .grid(let space): space
            case .random(let source): source.space
            }
        if case .list = self { return .finite(Int64(Set(points.map(\.key)).count)) }
        guard let space else { return .unbounded }
        guard let count = space.size.count else { return space.size }
        let (sum, overflow) = count.addingReportingOverflow(space.foreign(among: points))
        return overflow ? .huge : .finite(sum)
    }
}

/// Independent draws; draw `i` needs no other.
struct RandomSource: Sendable {
    private let parameters: [ParameterDefinition]
    private let generator: Philox
    /// Everything that can be drawn; nil where some parameter is continuous.
    let space: FiniteSpace?

    init(_ parameters: [ParameterDefinition], generator: Philox) {
        self.parameters = parameters
        self.generator = generator
        space = FiniteSpace(parameters, axis: \.drawAxis)
    }

    /// Draw `position`: one block a parameter, in the order of the parameters.
    func point(at position: Int64) -> Point {
        let values = parameters.enumerated().map { index, parameter in
            let bits = generator.word(.draw, UInt64(bitPattern: position), UInt32(truncatingIfNeeded: index))
            return (parameter.name, parameter.distribution.value(from: bits))
        }
        return Point(values: JSONObject(values))
    }

    /// Entry `position` of the whole space in an order that the seed decides.
    func remainder(at position: Int64) -> Point? {
        guard let space, let count = space.size.count else { return nil }
        return space.point(at: KeyedOrder(count: count, generator: generator)[position])
    }
}
