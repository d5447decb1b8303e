internal import Glibc
internal import SweepModel

// Bounds, shapes and steps.
extension DistributionReader {
    func integers() -> Distribution? {
        let bounds = ["min", "max"].map { name -> Int64? in
            guard let value = section.number(name) else { return nil }
            if case .int(let number) = value { return number }
            if let element = section[name] {
                section.expected(name, "an integer, as 'int_uniform' needs", got: element)
            }
            return nil
        }
        guard let min = bounds[0], let max = bounds[1], isOrdered(min < max) else { return nil }
        return .intUniform(min: min, max: max)
    }

    func bounds() -> (min: Double, max: Double)? {
        let (min, max) = (section.number("min")?.doubleValue, section.number("max")?.doubleValue)
        guard let min, let max, isOrdered(min < max) else { return nil }
        return (min, max)
    }

    private func isOrdered(_ ordered: Bool) -> Bool {
        guard !ordered, let min = section["min"], let max = section["max"] else { return ordered }
        section.expected(
            "min", "less than 'max', which is \(max.shown)", got: min,
            hint: min.json.doubleValue == max.json.doubleValue ? "use 'value' for a single value" : nil)
        return false
    }

    func positiveBounds() -> (min: Double, max: Double)? {
        guard let (min, max) = bounds() else { return nil }
        guard min > 0 else {
            if let element = section["min"] {
                section.expected("min", "greater than 0, for its logarithm", got: element)
            }
            return nil
        }
        return (min, max)
    }

    /// The bounds of the values where those of the file are exponents of e; a negative sign turns them round.
    func exponents(sign: Double = 1) -> (min: Double, max: Double)? {
        guard let (min, max) = bounds() else { return nil }
        var isSound = true
        for (name, exponent) in [("min", min), ("max", max)] {
            guard let element = section[name], !exp(sign * exponent).isNormal else { continue }
            section.expected(
                name, "an exponent of e whose power is a number", got: element,
                hint: "'log_uniform_values' takes the bounds of the values themselves")
            isSound = false
        }
        guard isSound else { return nil }
        let values = sign < 0 ? (min: exp(-max), max: exp(-min)) : (min: exp(min), max: exp(max))
        if min >= 0, max <= 1 { warnOfLiterals(values) }
        return values
    }

    private func warnOfLiterals(_ values: (min: Double, max: Double)) {
        guard let element = section["distribution"], let name = element.text else { return }
        let range = [values.min, values.max].map(Self.short).joined(separator: " to ")
        log.warning(
            element.place, "'\(name)' takes exponents of e: \(quoted(section.path)) goes from \(range)",
            hint: "write '\(name)_values', if the bounds are those of the values")
    }

    /// With four digits behind the point.
    private static func short(_ number: Double) -> String { "\((number * 10_000).rounded() / 10_000)" }

    func bell() -> (mu: Double, sigma: Double)? {
        guard let mu = number("mu", without: 0), let sigma = number("sigma", without: 1) else { return nil }
        guard sigma >= 0 else {
            if let element = section["sigma"] { section.expected("sigma", "at least 0", got: element) }
            return nil
        }
        return (mu, sigma)
    }

    func shapes() -> (a: Double, b: Double)? {
        guard let a = number("a", without: 1), let b = number("b", without: 1) else { return nil }
        for (name, shape) in [("a", a), ("b", b)] where !Self.shapeRange.contains(shape) {
            if let element = section[name] { section.expected(name, "from 0.001 to 1000000", got: element) }
            return nil
        }
        return (a, b)
    }

    /// Beyond it a beta distribution is one value, or two, in all that a double can tell.
    private static let shapeRange = 1e-3...1e6

    private func number(_ name: String, without: Double) -> Double? {
        section.has(name) ? section.number(name)?.doubleValue : without
    }

    func qUniform() -> Distribution? {
        let range = bounds()
        return stepped(range, within: range) { .qUniform(min: $0.min, max: $0.max, q: $1, integral: $2) }
    }

    func qLogUniform(_ range: (min: Double, max: Double)?) -> Distribution? {
        stepped(range, within: range) { .qLogUniformValues(min: $0.min, max: $0.max, q: $1, integral: $2) }
    }

    /// Adds `q` to what else a distribution has.
    ///
    /// Integers come out where `q` is whole. W&B asks whether it is written as an integer.
    func stepped<Shape>(
        _ shape: Shape?, within range: (min: Double, max: Double)? = nil,
        _ make: (Shape, Double, Bool) -> Distribution
    ) -> Distribution? {
        guard let shape, let q = number("q", without: 1) else { return nil }
        let largest = range.map { Swift.max(abs($0.min), abs($0.max)) } ?? 0
        guard q > 0, largest / q < 0x1p53 else {
            if let element = section["q"] {
                section.expected("q", "greater than 0, and no finer than doubles are", got: element)
            } else {
                error(
                    "\(quoted(section.path)) has no 'q', and 1 is finer than doubles are there",
                    hint: "give a larger 'q'")
            }
            return nil
        }
        if let range, !isStrict, (range.min / q - 1e-9).rounded(.up) > (range.max / q + 1e-9).rounded(.down) {
            error("\(quoted(section.path)) has no multiple of 'q' between 'min' and 'max'")
            return nil
        }
        return make(shape, q, isStrict ? areIntegers(["q"]) : q.rounded() == q)
    }
}
