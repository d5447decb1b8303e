import SweepModel
import SweepSearch
import Testing

/// Reference values: scipy 1.17, `scipy.stats.norm.ppf` and `beta.ppf`.
@Suite("Quantiles")
struct QuantileTests {
    @Test(
        "the normal one, to the last digits, far into the tails",
        arguments: [
            (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.001, -3.090232306167813),
            (0.02, -2.053748910631823), (0.024, -1.977368428181947), (0.1, -1.2815515655446004),
            (0.4, -0.2533471031357997), (0.5, 0), (0.6, 0.2533471031357997), (0.999, 3.090232306167813),
            (1 - 1e-10, 6.361340889697422),
        ])
    func normal(u: Double, expected: Double) {
        #expect(abs(NormalQuantile.value(at: u) - expected) <= 4e-15 * max(1, abs(expected)))
    }

    @Test(
        "the beta one, for all kinds of shapes",
        arguments: [
            (1, 1, [0.001, 0.3, 0.5, 0.9, 0.999]),
            (
                2, 5,
                [
                    0.008255492787746678, 0.18180347131894917, 0.26444998329566005, 0.5103163065514917,
                    0.818613866919134,
                ]
            ),
            (0.5, 0.5, [2.4673990709169446e-06, 0.2061073738537634, 0.5, 0.9755282581475768, 0.999997532600929]),
            (
                0.1, 3,
                [
                    2.3669013519449123e-31, 1.397635130911783e-06, 0.00023123990750011818, 0.09839299551030133,
                    0.7240883749121574,
                ]
            ),
            (
                30, 2,
                [0.7386724011816721, 0.92312206933738, 0.9464479478829972, 0.9827119777086992, 0.9985123138630576]
            ),
            (
                500, 700,
                [
                    0.3731600285023641, 0.40916890203747486, 0.4166203552040237, 0.4349326233477183,
                    0.46096373383984957,
                ]
            ),
        ] as [(Double, Double, [Double])])
    func beta(a: Double, b: Double, expected: [Double]) {
        let quantile = BetaQuantile(a: a, b: b)
        for (u, value) in zip([0.001, 0.3, 0.5, 0.9, 0.999], expected) {
            #expect(abs(quantile.value(at: u) - value) <= 1e-11 * value, "\(u): \(quantile.value(at: u))")
        }
    }

    @Test("a shape of 0 puts all weight at its end")
    func degenerate() {
        #expect(BetaQuantile(a: 0, b: 2).value(at: 0.7) == 0)
        #expect(BetaQuantile(a: 2, b: 0).value(at: 0.1) == 1)
        #expect([0.3, 0.7].map(BetaQuantile(a: 0, b: 0).value) == [0, 1])
    }

    @Test("shapes at the edge of their range, and far beyond it, give a number at once")
    func extremeShapes() {
        for (a, b) in [(1e-3, 1e-3), (1e6, 1e6), (1e-3, 1e6), (1e300, 1e300), (1e-300, 1e-300)] {
            for u in [1e-9, 0.3, 0.5, 0.999] {
                let value = BetaQuantile(a: a, b: b).value(at: u)
                #expect((0...1).contains(value), "\(a) \(b) \(u): \(value)")
            }
        }
        #expect(abs(BetaQuantile(a: 1e6, b: 1e6).value(at: 0.5) - 0.5) < 1e-12)
    }

    @Test("Sobol's first points are the published ones")
    func sobol() {
        // Of scipy's unscrambled Sobol generator, in eighths.
        let expected: [[UInt32]] = [
            [0, 0, 0, 0, 0], [4, 4, 4, 4, 4], [6, 2, 2, 2, 6], [2, 6, 6, 6, 2], [3, 3, 5, 7, 3], [7, 7, 1, 3, 7],
            [5, 1, 7, 5, 5], [1, 5, 3, 1, 1],
        ]
        for (number, coordinates) in expected.enumerated() {
            for (dimension, eighths) in coordinates.enumerated() {
                #expect(SobolNumbers.value(UInt32(number), dimension: dimension) == eighths << 29)
            }
        }
    }

    @Test("each dimension of a Sobol sequence visits each sixteenth once in sixteen points", arguments: 0..<128)
    func sobolIsEven(dimension: Int) {
        let sixteenths = (0..<16).map { SobolNumbers.value($0, dimension: dimension) >> 28 }
        #expect(Set(sixteenths).count == 16)
    }
}
