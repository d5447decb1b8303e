internal import Glibc
internal import SweepModel

/// Draws: 64 random bits in, one value out.
///
/// The formulas are those of W&B's `sweeps` 0.3.0, with its defects left out: quantised values stay within the bounds,
/// and no value comes from the edge of the unit interval.
extension Distribution {
    func value(from bits: UInt64) -> JSONValue {
        switch self {
        case .constant(let value): value
        case .categorical(let values): values[Int(Self.index(bits, below: UInt64(values.count)))]
        case .weighted(let values, let probabilities): Self.weighted(values, probabilities, bits.unit)
        case .intUniform(let min, let max): .int(Self.integer(bits, min, max))
        case .uniform(let min, let max): .double(Self.uniform(min, max, bits.unit))
        case .logUniformValues(let min, let max): .double(Self.logUniform(min, max, bits.unit))
        case .qUniform(let min, let max, let q, let integral):
            Self.quantised(Self.uniform(min, max, bits.unit), min, max, q, integral)
        // No checked specification has them yet.
        case .normal, .logNormal, .beta, .qLogUniformValues, .qNormal, .qLogNormal, .qBeta:
            .null
        }
    }

    /// `⌊bits · count / 2^64⌋`: uniform below `count` without a division (Lemire 2019). The bias is at most
    /// `count / 2^64`.
    private static func index(_ bits: UInt64, below count: UInt64) -> UInt64 {
        bits.multipliedFullWidth(by: count).high
    }

    private static func integer(_ bits: UInt64, _ min: Int64, _ max: Int64) -> Int64 {
        let width = UInt64(bitPattern: max &- min)
        let offset = width == .max ? bits : index(bits, below: width + 1)
        return min &+ Int64(bitPattern: offset)
    }

    /// The first value whose cumulated probability exceeds `u`; never one of probability 0.
    private static func weighted(_ values: [JSONValue], _ probabilities: [Double], _ u: Double) -> JSONValue {
        var sum = 0.0
        var last = JSONValue.null
        for (value, probability) in zip(values, probabilities) where probability > 0 {
            sum += probability
            last = value
            if u < sum { break }
        }
        return last
    }

    /// `min + u · (max - min)`, kept below `max` against rounding, and without overflow of the difference.
    private static func uniform(_ min: Double, _ max: Double, _ u: Double) -> Double {
        let width = max - min
        let value = width.isFinite ? min + u * width : min * (1 - u) + max * u
        return value < max ? value : Swift.max(min, max.nextDown)
    }

    /// `exp(ln min + u · (ln max - ln min))`.
    private static func logUniform(_ min: Double, _ max: Double, _ u: Double) -> Double {
        let value = exp(log(min) + u * (log(max) - log(min)))
        return Swift.min(Swift.max(value, min), max)
    }

    /// `round(x / q) · q`, half to even, moved to the nearest multiple within the bounds.
    private static func quantised(_ x: Double, _ min: Double, _ max: Double, _ q: Double, _ integral: Bool) -> JSONValue
    {
        let (steps, count) = Steps.multiples(min: min, max: max, q: q, integral: integral)
        let multiple = Int64((x / q).rounded(.toNearestOrEven))
        return steps.value(multiple: Swift.min(Swift.max(multiple, steps.first), steps.first + Swift.max(0, count - 1)))
    }
}
