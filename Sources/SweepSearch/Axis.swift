package import SweepModel

/// The distinct values of one parameter in order: one dimension of a finite space.
enum Axis: Sendable {
    case values([JSONValue])
    /// `count` integers from `min`.
    case integers(min: Int64, count: Int64)
    /// `count` multiples of the step.
    case steps(Steps, count: Int64)

    var count: Int64 {
        switch self {
        case .values(let values): Int64(values.count)
        case .integers(_, let count), .steps(_, let count): count
        }
    }

    /// The value at `index`, which is below the count.
    subscript(index: Int64) -> JSONValue {
        switch self {
        case .values(let values): values[Int(index)]
        case .integers(let min, _): .int(min + index)
        case .steps(let steps, _): steps[index]
        }
    }

    /// The axis of each value once. Of two spellings of one value (`1`, `1.0`) the first gives the place and the last
    /// the spelling, as in W&B.
    static func distinct(_ values: [JSONValue]) -> Axis {
        var places: [ValueIdentity: Int] = [:]
        var result: [JSONValue] = []
        for value in values {
            let identity = ValueIdentity(value)
            if let place = places[identity] {
                result[place] = value
            } else {
                places[identity] = result.count
                result.append(value)
            }
        }
        return .values(result)
    }

    /// The integers from `min` to `max`; as many of them as an `Int64` can count.
    static func integers(min: Int64, max: Int64) -> Axis {
        let width = UInt64(bitPattern: max &- min)
        return .integers(min: min, count: width < UInt64(Int64.max) ? Int64(width) + 1 : .max)
    }
}

/// Evenly spaced numbers.
struct Steps: Sendable {
    /// The first is `origin + first · q`.
    var origin: Double
    var first: Int64
    var q: Double
    var bounds: ClosedRange<Double>
    var integral: Bool

    subscript(index: Int64) -> JSONValue { value(multiple: first + index) }

    /// `origin + multiple · q`, kept within the bounds against the last bit of the product.
    func value(multiple: Int64) -> JSONValue {
        let number = Swift.min(Swift.max(origin + Double(multiple) * q, bounds.lowerBound), bounds.upperBound)
        guard integral, let whole = Int64(exactly: number) else { return .double(number) }
        return .int(whole)
    }

    /// The first and the last multiple of `q`, counted from 0, within the bounds.
    static func multiples(within bounds: ClosedRange<Double>, q: Double) -> (first: Double, last: Double) {
        ((bounds.lowerBound / q - slack).rounded(.up), (bounds.upperBound / q + slack).rounded(.down))
    }

    /// What a quantised draw from within the bounds can be.
    ///
    /// - Parameter strict: rounds the bounds themselves, as W&B does, where else values stay within them.
    static func multiples(within bounds: ClosedRange<Double>, of quantum: Quantum, strict: Bool) -> Axis? {
        let q = quantum.q
        var (first, last) = multiples(within: bounds, q: q)
        var bounds = bounds
        if strict {
            first = (bounds.lowerBound / q).rounded(.toNearestOrEven)
            last = max(first, (bounds.upperBound / q).rounded(.toNearestOrEven))
            bounds = min(first * q, bounds.lowerBound)...max(last * q, bounds.upperBound)
        }
        guard let start = Int64(exactly: first), let end = Int64(exactly: last) else { return nil }
        let steps = Steps(origin: 0, first: start, q: q, bounds: bounds, integral: quantum.integral)
        return .steps(steps, count: max(0, end - start + 1))
    }

    /// `min, min + q, …` below `max`: what a grid visits, as numpy's `arange`, which W&B uses, counts them.
    static func arange(min: Double, max: Double, q: Double, integral: Bool) -> Axis {
        let steps = Steps(origin: min, first: 0, q: q, bounds: min...max, integral: integral)
        return .steps(steps, count: Swift.max(1, Int64(((max - min) / q).rounded(.up))))
    }

    /// Against quotients such as 0.3 / 0.1, which fall short of the whole number by one bit.
    private static let slack = 1e-9
}

extension Distribution {
    /// How many values a grid finds in the definition, repeated ones included, and as many as an `Int64` can count; nil
    /// where the distribution lists none.
    package var writtenCount: Int64? { writtenAxis?.count }

    /// The axis that a grid walks; nil where the distribution has none.
    var gridAxis: Axis? {
        switch self {
        case .constant(let value): .values([value])
        case .categorical(let values): .distinct(values)
        case .intUniform(let min, let max): .integers(min: min, max: max)
        case .qUniform(let min, let max, let q, let integral):
            Steps.arange(min: min, max: max, q: q, integral: integral)
        default: nil
        }
    }

    /// The same with every value as often as it is written, for parameters that advance together.
    var writtenAxis: Axis? { if case .categorical(let values) = self { .values(values) } else { gridAxis } }

    /// Every value that a draw can be; nil where there is no end to them.
    func drawAxis(strict: Bool) -> Axis? {
        switch self {
        case .constant, .categorical, .intUniform: gridAxis
        case .weighted(let values, let probabilities):
            .distinct(zip(values, probabilities).filter { $0.1 > 0 }.map(\.0))
        case .qUniform, .qLogUniformValues, .qBeta:
            if let bounds = continuous?.bounds, let quantum {
                Steps.multiples(within: bounds, of: quantum, strict: strict)
            } else {
                nil
            }
        default: nil
        }
    }
}
