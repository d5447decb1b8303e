import SweepModel
import Testing

/// What is refused, with which words, and where.
@Suite struct ExpressionFaultTests {
    private static func words(_ fault: ExpressionFault) -> String {
        "\(fault.column): \(fault.message)" + (fault.hint.map { " | \($0)" } ?? "")
    }

    private static func fault(_ body: () throws(ExpressionFault) -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return words(error)
        }
    }

    @Test(
        "a text that is no expression",
        arguments: [
            ("", "1: the expression is empty"), ("  ", "1: the expression is empty"),
            ("x <", "4: expected a value, got the end"), ("x < < 3", "5: expected a value, got '<'"),
            ("x y", "3: expected an operator, got 'y'"),
            ("x AND y", "3: expected an operator, got 'AND' | did you mean 'and'?"),
            ("x = 3", "3: unexpected '=' | '==' compares"), ("x & y", "3: unexpected '&' | write 'and'"),
            ("2 ^ 3", "3: unexpected '^' | '**' is the power"),
            ("(x < 3", "7: expected an operator or ')', got the end"), ("x < 3)", "6: expected an operator, got ')'"),
            ("x in [1, 2", "11: expected an operator, ',' or ']', got the end"),
            ("x in [1 2]", "9: expected an operator, ',' or ']', got '2'"),
            ("x == 'abc", "6: the quotation that begins here has no end | close it with '"),
            ("`x", "1: the quotation that begins here has no end | close it with `"),
            ("'\\q'", #"2: unknown escape | known are \n \t \r \\ \' \"; a backslash is written \\"#),
            ("3x < 1", "1: '3x' is no number that can be read"), ("1.2.3", "1: '1.2.3' is no number that can be read"),
            ("0x10", "1: '0x10' is no number that can be read"), ("1e999", "1: '1e999' is no number that can be read"),
            ("1e", "1: '1e' is no number that can be read"),
            ("größe + ü$", "10: unexpected '$' | a parameter is written without '$'"),
            ("maxx(1, 2)", "1: there is no function 'maxx' | did you mean 'max'?"),
            (
                "f(1)",
                "1: there is no function 'f' | there are min, max, abs, round, floor, ceil, sqrt, exp, log, log2, log10, len"
            ),
            ("abs(1, 2)", "1: 'abs' takes one argument, got 2"),
            ("min()", "1: 'min' takes at least one argument, got 0"),
            ("log(1, 2, 3)", "1: 'log' takes a number and perhaps a base, got 3"),
            ("x not 3", "3: expected an operator, got 'not'"),
            ("x if y else z", "3: expected an operator, got 'if'"),
            (
                "x.__class__()",
                "1: there is no function 'x.__class__' | there are min, max, abs, round, floor, ceil, sqrt, exp, log, log2, log10, len"
            ),
            ("1 + not x", "5: expected a value, got 'not'"), ("[1", "3: expected an operator, ',' or ']', got the end"),
            (",", "1: expected a value, got ','"), ("a 'b'", "3: expected an operator, got a text"),
        ])
    func syntax(text: String, words: String) {
        #expect(Self.fault { () throws(ExpressionFault) in try Expression(text) } == words)
    }

    @Test(
        "values that an operator does not take",
        arguments: [
            ("name < 3", "6: '<' takes two numbers or two texts, got text and a number"),
            ("flag >= true", "6: '>=' takes two numbers or two texts, got true or false and true or false"),
            ("x + name", "3: '+' takes numbers, got text"), ("1 + 2 * flag", "7: '*' takes numbers, got true or false"),
            ("-name", "1: '-' takes numbers, got text"), ("x and flag", "1: 'and' takes conditions, got a number"),
            ("flag and (x)", "10: 'and' takes conditions, got a number"),
            ("not name", "5: 'not' takes conditions, got text"),
            ("false or list", "10: 'or' takes conditions, got a list"), ("1 / zero", "3: division by zero"),
            ("1.5 // 0", "5: division by zero"), ("x % 0.0", "3: division by zero"), ("0 ** -1", "3: division by zero"),
            ("(-2) ** 0.5", "6: a negative number has no broken power"),
            ("x in name", "3: 'in' takes a list on its right, got text"),
            ("log(zero)", "1: 'log' takes numbers above 0, got 0.0"),
            ("1 + log(8, 1)", "5: 'log' takes another base than 1"),
            ("sqrt(-1)", "1: 'sqrt' takes numbers from 0, got -1"),
            ("min(1, name)", "1: 'min' takes numbers, got text"),
            ("max([])", "1: 'max' of an empty list"),
            ("len(3)", "1: 'len' takes a text, list or mapping, got a number"),
        ])
    func evaluation(text: String, words: String) throws {
        let expression = try Expression(text)
        #expect(
            Self.fault { () throws(ExpressionFault) in try expression.evaluate { ExpressionTests.values[$0] } } == words
        )
    }

    @Test(
        "nesting, length and number of parts have limits",
        arguments: [
            (
                String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000),
                "65: nested deeper than 64"
            ),
            (String(repeating: "(", count: 100_000), "1: the expression is longer than 65536 bytes"),
            (String(repeating: "not ", count: 70) + "x", "257: nested deeper than 64"),
            (String(repeating: "-", count: 65) + "1", "65: nested deeper than 64"),
            (String(repeating: "[", count: 65), "65: nested deeper than 64"),
            (String(repeating: "abs(", count: 65), "257: nested deeper than 64"),
            (Array(repeating: "2", count: 66).joined(separator: "**"), "194: nested deeper than 64"),
            ("x" + String(repeating: "+1", count: 3_000), "4096: more than 4096 values and operators"),
        ])
    func limits(text: String, words: String) {
        #expect(Self.fault { () throws(ExpressionFault) in try Expression(text) } == words)
    }

    @Test("what is just within the limits is read and evaluated")
    func withinLimits() throws {
        let nested = String(repeating: "(", count: 64) + "1" + String(repeating: ")", count: 64)
        #expect(try Expression(nested).evaluate { _ in nil } == 1)
        let long = "0" + String(repeating: "+1", count: 2_047)
        #expect(try Expression(long).evaluate { _ in nil } == 2047)
        let text = "'" + String(repeating: "a", count: 65_534) + "'"
        #expect(try Expression("\(text)").evaluate { _ in nil }.stringValue?.count == 65_534)
    }

    @Test(
        "what can be told before there are values is told at once",
        arguments: [
            ("layers * widht <= 1024", ["10: unknown name 'widht' | did you mean 'width'?"]),
            (
                "optimizer < 3 or layers + optimizer > 2 or foo",
                [
                    "11: '<' takes two numbers or two texts, got text and a number", "25: '+' takes numbers, got text",
                    "44: unknown name 'foo'",
                ]
            ),
            ("layers * width", ["1: expected a condition, got a number | compare it, as in 'x < 3'"]),
            ("layers", ["1: expected a condition, got a number | compare it, as in 'x < 3'"]),
            ("layers and nesterov", ["1: 'and' takes conditions, got a number"]),
            ("not layers < 3", []), ("mixed < 3 and mixed < 'a'", []), ("mixed + 1 > 2", []),
            ("optimizer == 3", []), ("optimizer in 'sgd'", ["11: 'in' takes a list on its right, got text"]),
            ("log(optimizer) < 1", ["1: 'log' takes numbers, got text"]), ("len(optimizer) < 3", []),
            ("min([layers, 2]) < 3", []), ("-nesterov < 1", ["1: '-' takes numbers, got true or false"]),
            ("nothing < 3 and nothing", []), ("nesterov", []),
            ("True == nesterov", ["1: unknown name 'True' | did you mean 'true'?"]),
            ("foo < 1 and foo > 2", ["1: unknown name 'foo'"]),
            ("1 < layers < optimizer", ["12: '<' takes two numbers or two texts, got a number and text"]),
        ] as [(String, [String])])
    func check(text: String, faults: [String]) throws {
        let kinds: [String: ValueKinds] = [
            "layers": .number, "width": .number, "optimizer": .text, "nesterov": .flag, "mixed": [.number, .text],
            "nothing": .null,
        ]
        #expect(try Expression(text).check(kinds).map(Self.words) == faults)
    }

    @Test("of very many faults the first ones are told")
    func manyFaults() throws {
        let text = (0..<100).map { "n\($0)" }.joined(separator: " and ")
        #expect(try Expression(text).check([:]).count == Expression.faultsMax)
    }
}
