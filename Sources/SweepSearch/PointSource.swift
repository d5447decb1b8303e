internal import SweepModel

/// A method's own points by number, without the explicit ones.
enum PointSource: Sendable {
    case list
    case grid(FiniteSpace, order: KeyedOrder?)
    case random(RandomSource)
    case sobol(SobolSource)

    init(_ specification: Specification, generator: Philox) {
        switch specification.method {
        case .list: self = .list
        case .grid:
            // A checked specification has an axis for every parameter of a grid; without one there is nothing to visit.
            guard let space = FiniteSpace(specification, axis: \.gridAxis) else {
                self = .list
                return
            }
            let isShuffled = specification.order == .shuffled
            self = .grid(space, order: isShuffled ? KeyedOrder(count: space.count, generator: generator) : nil)
        // Bayesian search has no engine yet; what it could draw is what random search draws.
        case .random, .bayes: self = .random(RandomSource(specification, generator: generator))
        case .sobol: self = .sobol(SobolSource(specification, generator: generator))
        }
    }

    /// How many numbers there are; nil where they do not end.
    var count: Int64? {
        switch self {
        case .list: 0
        case .grid(let space, _): space.count
        case .random, .sobol: space?.size == .finite(0) ? 0 : nil
        }
    }

    /// Whether points may come again.
    var isDrawn: Bool {
        switch self {
        case .list, .grid: false
        case .random, .sobol: true
        }
    }

    private var drawn: DrawnSpace? {
        switch self {
        case .list, .grid: nil
        case .random(let source): source.drawn
        case .sobol(let source): source.drawn
        }
    }

    /// All there is; nil where there is no end to it.
    var space: FiniteSpace? { if case .grid(let space, _) = self { space } else { drawn?.space } }

    /// What stands at that number, which is below the count.
    func look(at position: Int64) -> Found {
        switch self {
        case .list: .nothing(next: .max)
        case .grid(let space, nil): space.look(at: position)
        case .grid(let space, let order?): Self.scattered(space.look(at: order[position]), behind: position)
        case .random(let source): source.look(at: position)
        case .sobol(let source): source.look(at: position)
        }
    }

    /// How many positions the enumeration behind draws has; nil where there is none.
    var remainderCount: Int64? { isDrawn ? space?.size.count : nil }

    /// Entry `position` of everything that can be drawn, in an order that the seed decides.
    func lookAtRemainder(_ position: Int64, generator: Philox) -> Found {
        guard let space, let count = remainderCount else { return .nothing(next: .max) }
        return Self.scattered(
            space.look(at: KeyedOrder(count: count, generator: generator)[position]), behind: position)
    }

    /// In a scattered order a gap says nothing about the next position.
    private static func scattered(_ found: Found, behind position: Int64) -> Found {
        if case .nothing = found { .nothing(next: position + 1) } else { found }
    }
}
