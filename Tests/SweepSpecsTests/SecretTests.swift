import SweepModel
import SweepSpecs
import Testing

/// Secrets by name, and what looks like one.
@Suite struct SecretTests {
    @Test(
        "what looks like a secret is refused by its name, and its value never shown",
        arguments: [
            ("env: {MY_KEY: sk-abcdefghijklmnopqrstuvwx}", "the variable 'MY_KEY'", "MY_KEY"),
            ("env: {DB_PASSWORD: hunter2hunter2}", "the variable 'DB_PASSWORD'", "DB_PASSWORD"),
            ("env: {HF_TOKEN: hf_abcdefghijklmnopqrst}", "the variable 'HF_TOKEN'", "HF_TOKEN"),
            (
                "env: {AWS_SECRET_ACCESS_KEY: abcdefgh12345678}", "the variable 'AWS_SECRET_ACCESS_KEY'",
                "AWS_SECRET_ACCESS_KEY"
            ),
            (
                "command: [x, '${args}', ghp_abcdefghijklmnopqrstuvwxyz0123456789]", "an item of 'command'", "command"
            ),
        ])
    func refused(line: String, subject: String, name: String) {
        let lines = report(sound(line))
        #expect(lines.count == 1 && lines[0].contains("error: \(subject) looks like a secret"), "\(lines)")
        #expect(!lines[0].contains("hunter2") && !lines[0].contains("abcdefgh"))
        #expect(report(sound(line + "\nallow_secret_values: [\(name)]")) == [])
    }

    @Test("a parameter that holds a key is refused, one with a telling name is told, and others are not")
    func parameters() {
        let key = "{api: {values: [AKIAABCDEFGHIJKLMNOP]}}"
        #expect(report(sound(parameters: key)).first?.hasPrefix("3:14: error: the parameter 'api' looks like") == true)
        #expect(report(sound("allow_secret_values: [api]", parameters: key)) == [])
        let named = "{mask_token: {values: ['<maskmask>']}}"
        #expect(
            report(sound(parameters: named)).first?.hasPrefix("3:14: warning: the parameter 'mask_token' looks") == true
        )
        #expect(report(sound("env: {TOKENIZERS_PARALLELISM: 'false', TOKEN: short}")) == [])
        #expect(
            report(sound(parameters: "{max_tokens: {values: [sk-short, 4096]}, sort_key: {value: something}}")) == [])
    }

    @Test("what is allowed and is nowhere is told")
    func idle() {
        let lines = report(sound("allow_secret_values: [NOWHERE]"))
        #expect(lines.count == 1 && lines[0].contains("warning: 'NOWHERE' in 'allow_secret_values' names nothing"))
    }

    @Test(
        "names of secrets are names of variables, each once, and none of sweepd's",
        arguments: [
            ("secrets: [A-B]", "expected a secret's name to be letters, digits and '_', got: 'A-B'"),
            ("secrets: [SWEEP_ID]", "the variable 'SWEEP_ID' is reserved"),
            ("secrets: [A, A]", "the variable 'A' is set twice"),
            ("env: {A: x}\nsecrets: [A]", "the variable 'A' is set twice"),
            ("secrets: A", "expected 'secrets' to be a list, got: 'A'"),
        ])
    func names(lines: String, message: String) {
        let found = report(sound(lines))
        #expect(found.count == 1 && found[0].contains("error: " + message), "\(found)")
    }

    @Test("names of secrets are kept in their order")
    func kept() throws {
        let checked = SpecificationReader.read(Array(sound("secrets: [B, A]").utf8))
        #expect(checked.specification?.secrets == ["B", "A"])
    }
}
