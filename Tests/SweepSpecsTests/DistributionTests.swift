import SweepModel
import SweepSpecs
import Testing

@Suite("Distributions")
struct DistributionTests {
    @Test(
        "every one of W&B's has its defaults",
        arguments: [
            ("{distribution: normal}", .normal(mu: 0, sigma: 1)),
            ("{distribution: normal, mu: 2, sigma: 0}", .normal(mu: 2, sigma: 0)),
            ("{distribution: log_normal, mu: -1}", .logNormal(mu: -1, sigma: 1)),
            ("{distribution: q_normal}", .qNormal(mu: 0, sigma: 1, q: 1, integral: true)),
            ("{distribution: q_normal, q: 0.5}", .qNormal(mu: 0, sigma: 1, q: 0.5, integral: false)),
            ("{distribution: q_log_normal, mu: 3, q: 2}", .qLogNormal(mu: 3, sigma: 1, q: 2, integral: true)),
            ("{distribution: beta}", .beta(a: 1, b: 1)),
            ("{distribution: beta, a: 0.5, b: '2'}", .beta(a: 0.5, b: 2)),
            ("{distribution: q_beta, q: 0.1}", .qBeta(a: 1, b: 1, q: 0.1, integral: false)),
            ("{distribution: inv_log_uniform_values, min: 1, max: 9}", .logUniformValues(min: 1, max: 9)),
            (
                "{distribution: q_log_uniform_values, min: 1, max: 9, q: 2}",
                .qLogUniformValues(min: 1, max: 9, q: 2, integral: true)
            ),
            (
                "{distribution: q_log_uniform_values, min: 1.5, max: 9}",
                .qLogUniformValues(min: 1.5, max: 9, q: 1, integral: true)
            ),
            (
                "{distribution: q_uniform, min: 0, max: 9, q: 0.5}",
                .qUniform(min: 0, max: 9, q: 0.5, integral: false)
            ),
        ] as [(String, Distribution)])
    func defaults(definition: String, expected: Distribution) { #expect(distribution(definition) == expected) }

    @Test("exponents of e become the bounds of the values")
    func exponents() throws {
        func bounds(_ definition: String) throws -> [Double] {
            guard case .logUniformValues(let min, let max)? = distribution(definition) else { return [] }
            return [min, max]
        }
        let e = 2.718281828459045
        #expect(try bounds("{distribution: log_uniform, min: -1, max: 2}") == [0.36787944117144233, 7.38905609893065])
        #expect(try bounds("{distribution: inv_log_uniform, min: 0, max: 2}") == [0.1353352832366127, 1])
        #expect(
            distribution("{distribution: q_log_uniform, min: 0, max: 1}")
                == .qLogUniformValues(min: 1, max: e, q: 1, integral: true))
    }

    @Test("W&B's own sampling knows integers by how q is written, and takes steps that never fit")
    func strict() {
        func read(_ definition: String) -> Distribution? {
            SweepSpecsTests.read(sound("wandb_strict: true", parameters: "{x: \(definition)}", method: "random"))
                .specification?.parameters.first?.distribution
        }
        #expect(
            read("{distribution: q_uniform, min: 0, max: 9}") == .qUniform(min: 0, max: 9, q: 1, integral: false))
        #expect(
            read("{distribution: q_uniform, min: 0, max: 9, q: 3}") == .qUniform(min: 0, max: 9, q: 3, integral: true))
        #expect(
            read("{distribution: q_uniform, min: 1, max: 2, q: 10}")
                == .qUniform(min: 1, max: 2, q: 10, integral: true))
    }

    /// Definitions of a parameter `x` that begin at 3:17.
    @Test(
        "what is wrong with them",
        arguments: [
            (
                "{distribution: log_uniform, min: 0.0001, max: 0.1}",
                "3:32: warning: 'log_uniform' takes exponents of e: 'parameters.x' goes from 1.0001 to 1.1052 | write 'log_uniform_values', if the bounds are those of the values"
            ),
            (
                "{distribution: q_log_uniform, min: 0.0, max: 1, q: 1}",
                "3:32: warning: 'q_log_uniform' takes exponents of e: 'parameters.x' goes from 1.0 to 2.7183 | write 'q_log_uniform_values', if the bounds are those of the values"
            ),
            (
                "{distribution: log_uniform, min: 1, max: 1000}",
                "3:58: error: expected 'parameters.x.max' to be an exponent of e whose power is a number, got: '1000' | 'log_uniform_values' takes the bounds of the values themselves"
            ),
            (
                "{distribution: inv_log_uniform, min: -1000, max: 1}",
                "3:54: error: expected 'parameters.x.min' to be an exponent of e whose power is a number, got: '-1000' | 'log_uniform_values' takes the bounds of the values themselves"
            ),
            (
                "{distribution: normal, sigma: -1}",
                "3:47: error: expected 'parameters.x.sigma' to be at least 0, got: '-1'"
            ),
            (
                "{distribution: beta, a: 0}",
                "3:41: error: expected 'parameters.x.a' to be from 0.001 to 1000000, got: '0'"
            ),
            (
                "{distribution: q_beta, b: 1.0e+300}",
                "3:43: error: expected 'parameters.x.b' to be from 0.001 to 1000000, got: '1.0e+300'"
            ),
            (
                "{distribution: q_uniform, min: 0, max: 1.0e+17}",
                "3:17: error: 'parameters.x' has no 'q', and 1 is finer than doubles are there | give a larger 'q'"
            ),
            ("{distribution: normal, min: 0}", "3:40: error: 'parameters.x.min' has no meaning for 'normal'"),
            ("{distribution: normal, mean: 0}", "3:40: error: unknown key 'parameters.x.mean'"),
            (
                "{distribution: q_normal, q: 0}",
                "3:45: error: expected 'parameters.x.q' to be greater than 0, and no finer than doubles are, got: '0'"
            ),
            (
                "{distribution: q_log_uniform_values, min: 0.01, max: 0.1}",
                "3:17: error: 'parameters.x' has no multiple of 'q' between 'min' and 'max'"
            ),
            (
                "{distribution: constant}", "3:17: error: 'parameters.x' lacks 'value' for 'constant'"
            ),
        ])
    func faults(definition: String, expected: String) {
        let lines = report(sound(parameters: "{x: \(definition)}", method: "random"))
        #expect(lines.map { $0.hasPrefix(expected) } == [true], "\(lines)")
    }

    @Test("bounds of a nested parameter are checked as any others")
    func nested() {
        #expect(
            report(sound(parameters: "{g: {parameters: {x: {min: 3, max: 1}}}}", method: "random")) == [
                "3:40: error: expected 'parameters.g.x.min' to be less than 'max', which is '1', got: '3'"
            ])
    }
}
