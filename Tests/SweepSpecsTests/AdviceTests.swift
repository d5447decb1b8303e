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

    @Test(
        "what looks like a secret is told by its name, never by its value",
        arguments: [
            ("env: {MY_KEY: sk-abcdefghijklmnopqrstuvwx}", "the variable 'MY_KEY'"),
            ("env: {DB_PASSWORD: hunter2hunter2}", "the variable 'DB_PASSWORD'"),
            ("env: {HF_TOKEN: hf_abcdefghijklmnopqrst}", "the variable 'HF_TOKEN'"),
            ("env: {AWS_SECRET_ACCESS_KEY: abcdefgh12345678}", "the variable 'AWS_SECRET_ACCESS_KEY'"),
            ("command: [x, '${args}', ghp_abcdefghijklmnopqrstuvwxyz0123456789]", "an item of 'command'"),
        ])
    func secrets(line: String, subject: String) {
        let lines = report(sound(line))
        #expect(lines.count == 1 && lines[0].contains("warning: \(subject) looks like a secret"), "\(lines)")
        #expect(!lines[0].contains("hunter2") && !lines[0].contains("abcdefgh"))
    }

    @Test("a parameter that holds a key is told, and what only sounds like one is not")
    func parameters() {
        let key = "{api: {values: [AKIAABCDEFGHIJKLMNOP]}}"
        #expect(
            report(sound(parameters: key)).first?.hasPrefix("3:14: warning: the parameter 'api' looks like") == true)
        #expect(report(sound("env: {TOKENIZERS_PARALLELISM: 'false', TOKEN: short}")) == [])
        #expect(
            report(sound(parameters: "{max_tokens: {values: [sk-short, 4096]}, sort_key: {value: something}}")) == [])
    }
}
