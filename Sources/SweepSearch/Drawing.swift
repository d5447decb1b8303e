internal import Glibc
internal import SweepModel

/// Draws: 64 random bits in, one value out.
///
/// The formulas are those of W&B's `sweeps` 0.3.0, with its defects left out: quantised values stay within the bounds,
/// and no value comes from the edge of the unit interval.
extension Distribution {
    /// - Parameter strict: leaves quantised values where W&B leaves them, also out of the bounds.
    func value(from bits: UInt64, strict: Bool = false) -> JSONValue {
        switch self {
        case .constant(let value): value
        case .categorical(let values): values[Int(bits.index(below: UInt64(values.count)))]
        case .weighted(let values, let probabilities): Self.weighted(values, probabilities, bits.unit)
        case .intUniform(let min, let max): .int(Self.integer(bits, min, max))
        default: number(from: bits, strict: strict)
        }
    }

    private func number(from bits: UInt64, strict: Bool) -> JSONValue {
        guard let range = continuous else { return .null }
        let value = range.value(from: bits)
        guard let quantum else { return .double(value) }
        return quantum.value(nearest: value, within: strict ? nil : range.bounds)
    }

    private static func integer(_ bits: UInt64, _ min: Int64, _ max: Int64) -> Int64 {
        let width = UInt64(bitPattern: max &- min)
        let offset = width == .max ? bits : bits.index(below: width + 1)
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

    /// What a quantised or continuous distribution draws from before it rounds; nil for the others.
    var continuous: ContinuousRange? {
        switch self {
        case .constant, .categorical, .weighted, .intUniform: nil
        case .uniform(let min, let max), .qUniform(let min, let max, _, _): .uniform(min...max)
        case .logUniformValues(let min, let max), .qLogUniformValues(let min, let max, _, _): .logUniform(min...max)
        case .normal(let mu, let sigma), .qNormal(let mu, let sigma, _, _): .normal(mu, sigma)
        case .logNormal(let mu, let sigma), .qLogNormal(let mu, let sigma, _, _): .logNormal(mu, sigma)
        case .beta(let a, let b), .qBeta(let a, let b, _, _): .beta(a, b)
        }
    }

    /// What a quantised distribution rounds to.
    var quantum: Quantum? {
        switch self {
        case .qUniform(_, _, let q, let integral), .qLogUniformValues(_, _, let q, let integral),
            .qNormal(_, _, let q, let integral), .qLogNormal(_, _, let q, let integral),
            .qBeta(_, _, let q, let integral):
            Quantum(q: q, integral: integral)
        default: nil
        }
    }
}

/// A distribution over real numbers.
enum ContinuousRange {
    case uniform(ClosedRange<Double>)
    /// Bounds of the values.
    case logUniform(ClosedRange<Double>)
    case normal(_ mu: Double, _ sigma: Double)
    case logNormal(_ mu: Double, _ sigma: Double)
    case beta(_ a: Double, _ b: Double)

    /// Where its values lie; nil where they have no bounds.
    var bounds: ClosedRange<Double>? {
        switch self {
        case .uniform(let bounds), .logUniform(let bounds): bounds
        case .beta: 0...1
        case .logNormal: 0...Double.greatestFiniteMagnitude
        case .normal: nil
        }
    }

    func value(from bits: UInt64) -> Double {
        switch self {
        case .uniform(let bounds): Self.uniform(bounds.lowerBound, bounds.upperBound, bits.unit)
        case .logUniform(let bounds): Self.logUniform(bounds.lowerBound, bounds.upperBound, bits.unit)
        case .normal(let mu, let sigma): Self.finite(mu + sigma * NormalQuantile.value(at: bits.openUnit))
        case .logNormal(let mu, let sigma): Self.finite(exp(mu + sigma * NormalQuantile.value(at: bits.openUnit)))
        case .beta(let a, let b): BetaQuantile(a: a, b: b).value(at: bits.openUnit)
        }
    }

    /// The nearest number that is finite: the tails reach beyond what a double holds.
    private static func finite(_ value: Double) -> Double {
        min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
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
}

/// The step of a quantised distribution.
struct Quantum {
    let q: Double
    let integral: Bool

    /// `round(x / q) · q`, half to even, moved to the nearest multiple within the bounds; `x` itself where the multiples
    /// lie closer than doubles do, or the nearest one is beyond them.
    func value(nearest x: Double, within bounds: ClosedRange<Double>?) -> JSONValue {
        var multiple = (x / q).rounded(.toNearestOrEven)
        if let bounds {
            let (first, last) = Steps.multiples(within: bounds, q: q)
            multiple = min(max(multiple, first), max(first, last))
        }
        var number = multiple * q
        if !number.isFinite { number = x }
        if let bounds { number = min(max(number, bounds.lowerBound), bounds.upperBound) }
        guard integral, let whole = Int64(exactly: number) else { return .double(number) }
        return .int(whole)
    }
}

extension UInt64 {
    /// The upper 53 bits as a number with `0 ≤ u < 1`.
    var unit: Double { Double(self >> 11) * 0x1p-53 }

    /// The upper 52 bits as a number with `0 < u < 1`.
    var openUnit: Double { (Double(self >> 12) + 0.5) * 0x1p-52 }

    /// `⌊bits · count / 2^64⌋`: uniform below `count` without a division (Lemire 2019). The bias is at most
    /// `count / 2^64`.
    func index(below count: UInt64) -> UInt64 { multipliedFullWidth(by: count).high }
}
