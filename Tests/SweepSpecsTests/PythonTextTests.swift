import SweepModel
import SweepSpecs
import Testing

@Suite("Python text")
struct PythonTextTests {
    // Right-hand sides as Python 3.11 prints them.
    @Test(
        "floats are written as Python's repr writes them",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (3.0, "3.0"), (0.1, "0.1"), (1e-4, "0.0001"), (1e-5, "1e-05"),
            (1.5e-7, "1.5e-07"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1.2e16, "1.2e+16"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"), (1e22, "1e+22"), (1e100, "1e+100"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (-2.5, "-2.5"),
            (0.30000000000000004, "0.30000000000000004"), (9_007_199_254_740_993.0, "9007199254740992.0"),
            (100.0, "100.0"), (12.25, "12.25"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
        ])
    func floats(number: Double, text: String) {
        #expect(PythonText.str(.double(number)) == text)
    }

    @Test(
        "values are written as Python's str writes them",
        arguments: [
            (nil as JSONValue, "None"), (true, "True"), (false, "False"), (1, "1"), ("it's", "it's"),
            ([1, 2.5, "x", true, nil], "[1, 2.5, 'x', True, None]"),
            (["it's", "say \"x\"", "both ' \""], #"["it's", 'say "x"', 'both \' "']"#),
            (["a": ["b": 1, "c": [1e-5]]], "{'a': {'b': 1, 'c': [1e-05]}}"), ([], "[]"), ([:], "{}"),
            (
                ["a\n\t\\\u{1}\u{7F}\u{A0}é\u{200B}\u{E000}\u{1F600}\u{E0001}"],
                #"['a\n\t\\\x01\x7f\xa0é\u200b\ue000😀\U000e0001']"#
            ),
        ] as [(JSONValue, String)])
    func values(value: JSONValue, text: String) {
        #expect(PythonText.str(value) == text)
    }

    @Test("JSON is written as Python's json.dumps writes it")
    func json() {
        let value: JSONValue = [
            "a": [1, 2.0, nil, true, .double(.nan), .double(-.infinity)], "é": "\"\\\n\u{8}\u{7F}😀/",
        ]
        #expect(
            PythonText.json(value)
                == #"{"a": [1, 2.0, null, true, NaN, -Infinity], "\u00e9": "\"\\\n\b\u007f\ud83d\ude00/"}"#)
    }
}
