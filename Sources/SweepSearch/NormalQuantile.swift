internal import Glibc

/// The quantile of the standard normal distribution.
package enum NormalQuantile {
    /// `Φ⁻¹(u)` for `0 < u < 1`, to about the last digit of a double.
    ///
    /// Acklam's rational approximation ("An algorithm for computing the inverse normal cumulative distribution
    /// function", 2003; relative error 1.15e-9), then one step of Halley's method with the C library's `erfc`.
    package static func value(at u: Double) -> Double {
        // Of the two tails the lower one keeps its digits; the upper one is its mirror.
        guard u <= 0.5 else { return -value(at: 1 - u) }
        let x = approximation(u)
        let error = 0.5 * erfc(-x / 2.0.squareRoot()) - u
        let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
        return x - step / (1 + x * step / 2)
    }

    private static let tail = 0.02425

    private static func approximation(_ u: Double) -> Double {
        if u < tail {
            let q = (-2 * log(u)).squareRoot()
            return polynomial(q, tailNumerator) / (polynomial(q, tailDenominator) * q + 1)
        }
        let q = u - 0.5
        return polynomial(q * q, numerator) * q / (polynomial(q * q, denominator) * q * q + 1)
    }

    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }

    private static let numerator = [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
        -3.066479806614716e+01, 2.506628277459239e+00,
    ]
    private static let denominator = [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
        -1.328068155288572e+01,
    ]
    private static let tailNumerator = [
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
        4.374664141464968e+00, 2.938163982698783e+00,
    ]
    private static let tailDenominator = [
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00,
    ]
}
