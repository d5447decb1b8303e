import SweepModel
import SweepSpecs
import Testing

@Suite("Advice")
struct AdviceTests {
    @Test("optimising over a seed is told, wherever the seed stands")
    func seeds() {
        let warning =
            "the sweep optimises over the seed 'train.seed': its best run is the luckiest one | use 'replicates', which judge the runs of all seeds together"
        let parameters = "{train: {parameters: {seed: {values: [1, 2]}}}}"
        #expect(report(sound("metric: {name: a}", parameters: parameters)) == ["3:35: warning: " + warning])
        #expect(report(sound("", parameters: parameters)) == [])
        #expect(
            report(sound("metric: {name: a}", parameters: "{seed: {value: 1}, seed_ratio: {values: [1, 2]}}")) == [])
    }
}
