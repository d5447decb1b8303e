import SweepModel
import SweepSpecs
import Testing

@Suite("Scalars")
struct ScalarTests {
    @Test(
        "are resolved by YAML 1.2's core schema",
        arguments: [
            ("1e-5", 1e-5), ("1E5", 1e5), ("5e-05", 5e-5), ("2.", 2.0), (".5", 0.5), ("-.5", -0.5), ("+1", 1),
            ("010", 10),
            ("0o10", 8), ("0x1F", 31), ("-0", 0), ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)),
            ("yes", "yes"), ("no", "no"), ("on", "on"), ("y", "y"), ("None", "None"), ("null", nil), ("~", nil),
            ("", nil), ("Null", nil),
            ("true", true), ("False", false), ("TRUE", true), ("tRUE", "tRUE"), ("1:30", "1:30"), ("1_000", "1_000"),
            ("2026-01-31", "2026-01-31"), ("0b1", "0b1"), ("1e", "1e"), ("e5", "e5"), ("1.2.3", "1.2.3"),
            ("0x", "0x"),
            ("'1'", "1"), ("\"1e-5\"", "1e-5"), ("!!str 1", "1"), ("!!float 1", 1.0), ("!!int 7", 7),
        ] as [(String, JSONValue)])
    func core(text: String, expected: JSONValue) {
        let text = sound(parameters: "\n  x:\n    value: \(text)")
        let specification = read(text).specification
        #expect(specification?.parameters.first?.distribution == .constant(expected))
    }

    @Test(
        "that YAML 1.1 reads differently are named",
        arguments: [
            ("yes", "text here, but true"), ("Off", "text here, but false"),
            ("1e-5", "the number 1e-05 here, but text"),
            ("1.5e5", "the number 150000.0 here, but text"), ("-.5", "the number -0.5 here, but text"),
            ("010", "the number 10 here, but a number to the base 8"), ("09", "the number 9 here, but text"),
            ("0o10", "the number 8 here, but text"), ("1:30", "text here, but a number to the base 60"),
            ("1_000", "text here, but a number"), ("0b11", "text here, but a number to the base 2"),
            ("2026-01-31", "text here, but a date"), ("2026-01-31 10:00:00", "text here, but a date"),
        ])
    func differences(text: String, words: String) {
        #expect(
            report(sound(parameters: "\n  x:\n    value: \(text)")) == [
                "5:12: warning: '\(text)' is \(words) in YAML 1.1 | write it so that both agree"
            ])
    }

    @Test(
        "that both read alike are not named",
        arguments: [
            "1", "1.0e-5", "1.0e+5", "0", "00", "0x1F", "true", "null", "'yes'", "\"1e-5\"", "1.5", ".5", "12:99",
            "10:20:xx", "2026-01", "a:b", "1.2.3", "y", ".inf x",
        ])
    func agreement(text: String) {
        #expect(report(sound(parameters: "\n  x:\n    value: \(text)")) == [])
    }
}
