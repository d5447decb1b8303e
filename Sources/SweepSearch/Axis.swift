internal import SweepModel

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
        var places: [String: Int] = [:]
        var result: [JSONValue] = []
        for value in values {
            let identity = identity(of: value)
            if let place = places[identity] {
                result[place] = value
            } else {
                places[identity] = result.count
                result.append(value)
            }
        }
        return .values(result)
    }

    /// What makes two values of one parameter the same.
    static func identity(of value: JSONValue) -> String { Point(values: ["": value]).key }

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

    /// The multiples of `q`, counted from 0, that lie within the bounds: what a quantised draw can be.
    static func multiples(min: Double, max: Double, q: Double, integral: Bool) -> (steps: Steps, count: Int64) {
        let first = (min / q - slack).rounded(.up)
        let last = (max / q + slack).rounded(.down)
        let steps = Steps(origin: 0, first: Int64(first), q: q, bounds: min...max, integral: integral)
        return (steps, Swift.max(0, Int64(last - first) + 1))
    }

    /// `min, min + q, …` below `max`: what a grid visits, as numpy's `arange`, which W&B uses, counts them.
    static func arange(min: Double, max: Double, q: Double, integral: Bool) -> (steps: Steps, count: Int64) {
        let steps = Steps(origin: min, first: 0, q: q, bounds: min...max, integral: integral)
        return (steps, Swift.max(1, Int64(((max - min) / q).rounded(.up))))
    }

    /// Against quotients such as 0.3 / 0.1, which fall short of the whole number by one bit.
    private static let slack = 1e-9
}

extension Distribution {
    /// The axis that a grid walks; nil where the distribution has none.
    var gridAxis: Axis? {
        switch self {
        case .constant(let value): .values([value])
        case .categorical(let values): .distinct(values)
        case .intUniform(let min, let max): .integers(min: min, max: max)
        case .qUniform(let min, let max, let q, let integral):
            Self.axis(Steps.arange(min: min, max: max, q: q, integral: integral))
        case .weighted, .uniform, .logUniformValues, .normal, .logNormal, .beta, .qLogUniformValues, .qNormal,
            .qLogNormal, .qBeta:
            nil
        }
    }

    /// Every value that a draw can be; nil where the distribution is continuous.
    var drawAxis: Axis? {
        switch self {
        case .weighted(let values, let probabilities):
            .distinct(zip(values, probabilities).filter { $0.1 > 0 }.map(\.0))
        case .qUniform(let min, let max, let q, let integral):
            Self.axis(Steps.multiples(min: min, max: max, q: q, integral: integral))
        case .constant, .categorical, .intUniform: gridAxis
        case .uniform, .logUniformValues, .normal, .logNormal, .beta, .qLogUniformValues, .qNormal, .qLogNormal, .qBeta:
            nil
        }
    }

    private static func axis(_ steps: (steps: Steps, count: Int64)) -> Axis {
        .steps(steps.steps, count: steps.count)
    }
}
