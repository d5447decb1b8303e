internal import Glibc

/// The quantile of the beta distribution.
package struct BetaQuantile {
    private let a: Double
    private let b: Double
    /// `ln B(a, b)`
    private let logBeta: Double

    /// - Parameters a, b: the shapes, at least 0; a shape of 0 puts all weight at its end of the interval.
    package init(a: Double, b: Double) {
        (self.a, self.b) = (a, b)
        logBeta = Self.logGamma(a) + Self.logGamma(b) - Self.logGamma(a + b)
    }

    /// The `x` with `I_x(a, b) = u`, for `0 < u < 1`: bisection, hurried by Newton's steps while they stay inside.
    package func value(at u: Double) -> Double {
        guard a > 0, b > 0 else { return a > 0 ? 1 : b > 0 ? 0 : u < 0.5 ? 0 : 1 }
        var (low, high) = (0.0, 1.0)
        var x = a / (a + b)
        for _ in 0..<200 {
            let error = cumulative(x) - u
            guard !error.isNaN else { break }
            if error > 0 { high = x } else { low = x }
            let step = error / density(x)
            var next = x - step
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - x) <= 1e-15 * next || next == low || next == high { return next }
            x = next
        }
        return x
    }

    private func density(_ x: Double) -> Double { exp((a - 1) * log(x) + (b - 1) * log1p(-x) - logBeta) }

    /// The regularised incomplete beta function `I_x(a, b)`.
    private func cumulative(_ x: Double) -> Double {
        let front = exp(a * log(x) + b * log1p(-x) - logBeta)
        return x < (a + 1) / (a + b + 2)
            ? front * Self.fraction(x, a, b) / a : 1 - front * Self.fraction(1 - x, b, a) / b
    }

    /// The continued fraction of DLMF 8.17.22, by the modified Lentz method.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1), tiny)
        var result = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 / nonZero(1 + term * d, tiny)
                c = nonZero(1 + term / c, tiny)
                change = c * d
                result *= change
            }
            // Also where it is no number.
            if !(abs(change - 1) >= 1e-15) { break }
        }
        return result
    }

    private static func nonZero(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }

    private static func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }
}
