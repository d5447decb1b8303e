/// Where the values of one parameter come from, as checked; W&B's names, formulas in SweepSearch.
///
/// `q` (> 0) is the step of the quantised ones: their values are multiples of it, integers where `integral`.
package enum Distribution: Hashable, Codable, Sendable {
    case constant(JSONValue)
    /// Each of the values equally likely; a grid visits them in this order.
    case categorical([JSONValue])
    /// The values with their probabilities (same length, sum 1).
    case weighted([JSONValue], probabilities: [Double])
    /// Integers from `min` to `max`, both included.
    case intUniform(min: Int64, max: Int64)
    /// `min ≤ x < max`.
    case uniform(min: Double, max: Double)
    /// `ln x` uniform between the logarithms of `min` (> 0) and `max`.
    case logUniformValues(min: Double, max: Double)
    /// Mean `mu`, standard deviation `sigma` (≥ 0).
    case normal(mu: Double, sigma: Double)
    /// `ln x` normal.
    case logNormal(mu: Double, sigma: Double)
    /// Shapes `a` and `b` (≥ 0), on 0 to 1.
    case beta(a: Double, b: Double)
    /// Multiples of `q` within `min` to `max`.
    case qUniform(min: Double, max: Double, q: Double, integral: Bool)
    case qLogUniformValues(min: Double, max: Double, q: Double, integral: Bool)
    case qNormal(mu: Double, sigma: Double, q: Double, integral: Bool)
    case qLogNormal(mu: Double, sigma: Double, q: Double, integral: Bool)
    case qBeta(a: Double, b: Double, q: Double, integral: Bool)
}
