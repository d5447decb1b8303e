import SweepModel
import Testing

/// What expressions mean.
@Suite struct ExpressionTests {
    static let values: [String: JSONValue] = [
        "x": 3, "y": 2.5, "big": .int(.max), "zero": 0, "name": "adam", "flag": true, "list": [1, 2.0, "a"],
        "net.layers.0": 4, "batch-size": 32, "größe": 7, "nan": .double(.nan), "nothing": .null, "in_range": 1,
    ]

    static func value(_ text: String) throws -> JSONValue { try Expression(text).evaluate { values[$0] } }

    /// Results of Python 3 where it has the same operator.
    @Test(
        "arithmetic is Python's",
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 / 2", 3.5), ("6 / 2", 3.0), ("7 // 2", 3), ("-7 // 2", -4),
            ("7 // -2", -4), ("-7 % 3", 2), ("7 % -3", -2), ("-7.5 // 2", -4.0), ("-7.5 % 2", 0.5), ("7.5 % -2", -0.5),
            ("5 // 0.3", 16.0), ("2 ** 10", 1024), ("2 ** -1", 0.5), ("-2 ** 2", -4), ("2 ** 3 ** 2", 512),
            ("2 ** 0.5 * 2 ** 0.5", 2.0000000000000004), ("10 - 3 - 2", 5), ("2 - -2", 4), ("0 ** 0", 1),
            ("1e3", 1000.0), (".5 + 1.", 1.5), ("1E-2", 0.01), ("- x", -3), ("-(x)", -3), ("x-1", 2), ("x --1", 4),
            ("(-1) ** 9223372036854775807", -1), ("0.1 + 0.2", 0.30000000000000004),
        ] as [(String, JSONValue)])
    func arithmetic(text: String, value: JSONValue) throws {
        #expect(try Self.value(text) == value)
    }

    @Test(
        "an integer that does not fit goes on as a floating-point number",
        arguments: [
            ("big + 1", 0x1p63), ("-big - 2", -0x1p63), ("big * 2", 0x1p64), ("2 ** 64", 0x1p64),
            ("9223372036854775808", 0x1p63), ("(-big - 1) // -1", 0x1p63), ("-(-big - 1)", 0x1p63),
            ("abs(-big - 1)", 0x1p63), ("2 ** 10000", .double(.infinity)),
        ] as [(String, JSONValue)])
    func overflow(text: String, value: JSONValue) throws {
        #expect(try Self.value(text) == value)
    }

    @Test(
        "comparisons are by value, and kinds never mix",
        arguments: [
            ("1 == 1.0", true), ("1 != 1.0", false), ("'1' == 1", false), ("'1' != 1", true), ("true == 1", false),
            ("true == true", true), ("1 < 2 < 3", true), ("1 < 3 < 2", false), ("3 > 2 >= 2 != 1", true),
            ("'a' < 'b'", true), ("'Z' < 'a' < 'ä'", true), ("'a' <= 'a'", true), ("'ab' > 'a'", true),
            ("big < 9223372036854775808", true), ("big == 9223372036854775807.0", false),
            ("9007199254740993 == 9007199254740992.0", false), ("9007199254740993 > 9007199254740992.0", true),
            ("-0.0 == 0", true), ("nan == nan", false), ("nan < 1 or nan >= 1", false), ("nan != 1", true),
            ("[1, 2] == [1.0, 2]", true), ("list == [1, 2, 'a']", true),
            ("x in [1, 3.0]", true), ("x not in [1, 3]", false), ("name in ['sgd', 'adam',]", true),
            ("'a' in list", true), ("1 in [true]", false), ("x in []", false), ("2 < x in [3]", true),
            ("x in [zero, y, x]", true), ("not x in [1]", true),
        ])
    func comparison(text: String, value: Bool) throws {
        #expect(try Self.value(text) == .bool(value))
    }

    @Test(
        "what is unknown stays unknown unless the rest decides",
        arguments: [
            ("missing", .null), ("missing + 1", .null), ("-missing", .null), ("missing < 3", .null),
            ("missing == missing", .null), ("missing == 3", .null), ("nothing == 3", .null), ("not missing", .null),
            ("missing and false", false), ("false and missing", false), ("missing and true", .null),
            ("missing or true", true), ("missing or false", .null), ("missing in [1]", .null),
            ("x in [missing, 3]", .null), ("x in missing", .null), ("min(1, missing)", .null),
            ("1 < missing < 0", .null), ("2 < 1 < missing", false), ("missing < 3 and x > 5", false),
            ("missing == null", true), ("missing != null", false), ("null == nothing", true), ("x != null", true),
            ("x == null", false), ("missing in [1, null]", true), ("x in [null, 3]", true), ("x in [null, 4]", false),
            ("null", .null), ("null == null", true), ("null < 3", .null), ("log(missing)", .null),
        ] as [(String, JSONValue)])
    func unknown(text: String, value: JSONValue) throws {
        #expect(try Self.value(text) == value)
    }

    @Test(
        "and, or and not, in words and signs, and what follows a decision is not looked at",
        arguments: [
            ("true and not false", true), ("true && !false", true), ("false || true", true),
            ("not true or true", true), ("not (true or true)", false), ("true or false and false", true),
            ("not 1 == 2", true), ("! 1 == 2", true), ("not not flag", true), ("zero != 0 and 1 / zero > 2", false),
            ("zero == 0 or 1 / zero > 2", true), ("2 < 1 < 1 / zero", false),
        ])
    func logic(text: String, value: Bool) throws {
        #expect(try Self.value(text) == .bool(value))
    }

    @Test(
        "functions",
        arguments: [
            ("min(3, 1.5, 2)", 1.5), ("max(3, 1.5)", 3), ("max([1, 4, 2])", 4), ("min(x)", 3), ("max(2, 2.0)", 2),
            ("abs(-3)", 3), ("abs(-2.5)", 2.5), ("round(2.5)", 2), ("round(3.5)", 4), ("round(-0.4)", 0),
            ("floor(-1.5)", -2), ("ceil(1.2)", 2), ("floor(7)", 7), ("floor(1e300)", 1e300), ("sqrt(16)", 4.0),
            ("log(1)", 0.0), ("log(8, 2)", 3.0), ("log2(8)", 3.0), ("log10(1000)", 3.0), ("exp(0)", 1.0),
            ("len('größe')", 5), ("len(list)", 3), ("len([])", 0),
        ] as [(String, JSONValue)])
    func functions(text: String, value: JSONValue) throws {
        #expect(try Self.value(text) == value)
    }

    @Test(
        "names have dots and letters of any script, or stand in backquotes",
        arguments: [
            ("net.layers.0 == 4", true), ("`batch-size` == 32", true), ("größe == 7", true), ("in_range == 1", true),
            ("`net.layers.0` + x == 7", true), ("min_x == null", true), ("`in` == null and `true` == null", true),
            ("x<4 and(y>2)", true),
        ])
    func namesOfEveryKind(text: String, value: Bool) throws {
        #expect(try Self.value(text) == .bool(value))
    }

    @Test("the names are listed once, in the order of their first use")
    func namesListed() throws {
        let expression = try Expression("b * a < max(b, `c-d`) and true")
        #expect(expression.nameList == ["b", "a", "c-d"])
        #expect(expression.names == ["a", "b", "c-d"])
    }

    @Test("texts may hold quotation marks and escapes")
    func texts() throws {
        #expect(try Self.value(#"'a"b'"#) == #"a"b"#)
        #expect(try Self.value(#""it's""#) == "it's")
        #expect(try Self.value(#"'\'\"\\\n\t\r'"#) == "'\"\\\n\t\r")
    }

    @Test("bound to an order of names it gives the same")
    func bound() throws {
        let bound = try Expression("a * b <= c").bound(to: ["c", "x", "a", "b"])
        #expect(try bound.evaluate([6, "-", 2, 3]) == true)
        #expect(try bound.holds([5, "-", 2, 3]) == false)
        #expect(try bound.holds([.null, "-", 2, 3]) == nil)
        #expect(try Expression("a < b").bound(to: ["a"]).holds([1]) == nil)
        #expect(throws: ExpressionFault.self) { try Expression("a + 1").bound(to: ["a"]).holds([1]) }
    }

    @Test("stored as its text")
    func stored() throws {
        let expression = try Expression("x < 3")
        let json = try JSONValue(encoding: [expression])
        #expect(json == ["x < 3"])
        #expect(try json.decoded(as: [Expression].self) == [expression])
        #expect(throws: (any Error).self) { try JSONValue.array(["x <"]).decoded(as: [Expression].self) }
    }
}
