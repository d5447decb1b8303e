import SweepModel
import SweepSpecs
import Testing

@Suite("Files of points")
struct PointFileTests {
    private static let specification = read(
        sound(
            "constraints: [layers * width <= 1024]",
            parameters:
                "{lr: {min: 0.0, max: 1.0}, layers: {min: 1, max: 9}, width: {values: [64, 128]}, note: {value: x},"
                + " opt: {parameters: {name: {values: [sgd]}}}}", method: "random")
    ).specification

    private func points(
        _ text: String, _ kind: PointFile.Kind
    ) throws -> (lines: [String], faults: [String], count: Int64, first: Point?) {
        var points = PointCollection(try #require(Self.specification))
        let faults = points.add(Array(text.utf8), kind).map { diagnostic in
            "\(diagnostic.line):\(diagnostic.column): \(diagnostic.message)"
                + (diagnostic.hint.map { " | \($0)" } ?? "")
        }
        return (
            String(decoding: points.lines, as: UTF8.self).split(separator: "\n").map(String.init), faults, points.count,
            points.first
        )
    }

    @Test("comma-separated values are typed as YAML is, and written in the order of the parameters")
    func commas() throws {
        let text =
            "\u{FEFF}width,lr,\"opt.name\",layers\r\n64,1e-1,\"say \"\"hi\"\", you\",2\r\n\r\n128,\"0.5\",,\r\n96,0,~,3"
        let read = try points(text, .csv)
        #expect(read.faults == [])
        #expect(
            read.lines == [
                #"{"layers":2,"lr":0.1,"note":"x","opt.name":"say \"hi\", you","width":64}"#,
                #"{"lr":0.5,"note":"x","width":128}"#,
                #"{"layers":3,"lr":0,"note":"x","opt.name":null,"width":96}"#,
            ])
        #expect(read.count == 3 && read.first?.values["width"] == 64)
    }

    @Test(
        "scalars mean what they mean in YAML",
        arguments: [
            ("1", 1), ("-7", -7), ("+1", 1), ("010", 10), ("1e5", 1e5), ("1.5", 1.5), ("-0.25e-3", -0.25e-3),
            (".5", 0.5),
            ("2.", 2.0), ("0x1F", 31), ("true", true), ("False", false), ("null", nil), ("~", nil), ("yes", "yes"),
            ("9223372036854775807", .int(.max)), ("a b", "a b"), (" 1", " 1"), ("1e", "1e"), ("-", "-"), ("é", "é"),
            ("'1'", "'1'"), ("nan", "nan"), ("1_0", "1_0"),
        ] as [(String, JSONValue)])
    func scalars(text: String, expected: JSONValue) throws {
        #expect(
            try points("width\n\(text)\n", .csv).first == nil
                || points("width\n\(text)\n", .csv).first?.values["width"] == expected)
        var free = PointCollection(
            Specification(
                method: .list,
                parameters: [
                    ParameterDefinition(path: ["width"], distribution: .categorical([1]))
                ]))
        #expect(free.add(Array("width\n\(text)\n".utf8), .csv) == [])
        #expect(free.first?.values["width"] == expected)
    }

    @Test(
        "faults of comma-separated values have their places",
        arguments: [
            ("", "1:1: expected a header row with the names of the parameters, got: an empty file"),
            ("lr,widht\n0.1,64\n", "1:1: 'widht' is no parameter | did you mean 'width'?"),
            ("lr,lr\n", "1:4: two columns have the name 'lr'"),
            ("lr,width\n0.1\n", "2:1: the row has 1 field, the header 2"),
            ("lr,width\n\n0.1,64,é\n", "3:1: the row has 3 fields, the header 2 | text with a comma goes in quotes"),
            ("lr,width\n0.1,\"64\n", "2:5: the quote is not closed"),
            (
                "lr,width\n\"0.1\"x,64\n",
                "2:6: expected a comma behind the closing quote | a quote inside of text is written twice"
            ),
            ("width,lr\n64,2\n", "2:4: expected 'lr' to be a number from 0 to 1, got: '2'"),
            ("width,lr\n64,high\n", "2:4: expected 'lr' to be a number from 0 to 1, got: 'high'"),
            ("opt.name,layers\né,1.5\n", "2:3: expected 'layers' to be an integer from 1 to 9, got: '1.5'"),
            ("layers,width\n9,128\n", "2:1: the point breaks the constraint 'layers * width <= 1024'"),
        ])
    func commaFaults(text: String, expected: String) throws {
        let read = try points(text, .csv)
        #expect(read.faults == [expected])
        #expect(read.lines == [])
    }

    @Test("no value of a point is NaN or infinite", arguments: [".nan", "-.inf", ".inf"])
    func nonFinite(word: String) throws {
        let read = try points("width\n\(word)\n", .csv)
        #expect(read.count == 0)
        #expect(read.faults.first?.hasPrefix("2:1: expected 'width' to be finite, got: ") == true, "\(read.faults)")
        let inline = report(sound("points: [{lr: 0.1}, {lr: \(word)}]"))
        #expect(inline.count == 1 && inline[0].hasPrefix("4:26: error: expected 'lr' to be finite, got: "), "\(inline)")
    }

    @Test("a list of objects and one object a line are the same points")
    func objects() throws {
        let expected = [
            #"{"layers":1,"lr":0.5,"note":"x","opt.name":"adam","width":64}"#, #"{"lr":1,"note":"y","width":65}"#,
        ]
        let objects = [
            #"{"width": 64, "lr": "0.5", "opt": {"name": "adam"}, "layers": 1}"#, #"{"width":65,"note":"y","lr":1}"#,
        ]
        let list = try points("[\n  " + objects.joined(separator: ",\n  ") + "\n]\n", .json)
        #expect(list.lines == expected && list.faults == [] && list.count == 2)
        let lines = try points(objects.joined(separator: "\n\n") + "\n", .jsonLines)
        #expect(lines.lines == expected && lines.faults == [])
    }

    @Test(
        "faults of JSON have their places",
        arguments: [
            ("{}", .json, "1:1: expected a list of objects"),
            ("[", .json, "1:2: expected an object"),
            ("[{} {}]", .json, "1:5: the point is no JSON: text after the value"),
            ("[{}]x", .json, "1:5: text behind the list"),
            ("[\n 3]", .json, "2:2: expected an object of parameters and values"),
            ("[{\"lr\": }]", .json, "1:9: the point is no JSON: unexpected character"),
            ("{\"lr\": 1\n", .jsonLines, "1:9: the point is no JSON: expected ',' or '}'"),
            ("{}\n  {\"a\": {\"lr\": 0}, \"lr\": 7}", .jsonLines, "2:3: 'a' is no parameter"),
            (
                "{}\n  {\"opt\": {\"name\": 0}, \"lr\": 7}", .jsonLines,
                "2:30: expected 'lr' to be a number from 0 to 1, got: '7'"
            ),
            ("{\"lr\": 0.1, \"lr\": 0.2}", .jsonLines, "1:1: the point gives 'lr' twice"),
        ] as [(String, PointFile.Kind, String)])
    func objectFaults(text: String, kind: PointFile.Kind, expected: String) throws {
        #expect(try points(text, kind).faults == [expected])
    }

    @Test("an env file is one point, by the names of parameters or of their variables")
    func variables() throws {
        let text = "# best of all\nexport PARAM_LR=0.5\r\nlayers=3\n\nPARAM_OPT_NAME='7'\nWIDTH=64"
        let read = try points(text, .environment)
        #expect(read.faults == [])
        #expect(read.lines == [#"{"layers":3,"lr":0.5,"note":"x","opt.name":"7","width":64}"#])
        #expect(try points("LR 0.5", .environment).faults.first == "1:1: expected NAME=value, got: 'LR 0.5'")
        #expect(try points("\n  PARAM_DEPTH=1", .environment).faults == ["2:3: 'PARAM_DEPTH' is no parameter"])
        #expect(try points("# none", .environment).faults == ["1:1: expected NAME=value lines, got: none"])
    }

    @Test("a YAML list is read as the specification's own points are")
    func yaml() throws {
        let read = try points("- {lr: 0.5, width: 64}\n- {lr: 7}\n", .yaml)
        #expect(read.lines == [#"{"lr":0.5,"note":"x","width":64}"#])
        #expect(read.faults == ["2:8: expected 'lr' to be a number from 0 to 1, got: '7'"])
    }

    @Test("bytes that are no text are one fault")
    func encoding() throws {
        var points = PointCollection(try #require(Self.specification))
        #expect(
            points.add(Array("lr\n0".utf8) + [0xC3], .csv).map(\.message) == [
                "cannot read the file: not UTF-8 text at byte 4"
            ])
        #expect(
            points.add(Array("lr\n0\0".utf8), .csv).map(\.message) == ["cannot read the file: not UTF-8 text at byte 4"]
        )
    }

    @Test("without parameters the files declare them, with one value of each kind")
    func declaration() {
        var declaration = PointDeclaration()
        declaration.add(Array("lr,a b\n0.1,1\n0.2,2\nauto,3\n".utf8), .csv)
        declaration.add(Array("PARAM_DEPTH=3\n".utf8), .environment)
        declaration.add(Array(#"[{"o": {"k": 1}}]"#.utf8), .json)
        #expect(
            declaration.parameters == [
                "depth": ["values": [3]], "lr": ["values": [0.1, "auto"]], "o": ["values": [["k": 1]]],
            ])
        #expect(PointDeclaration().parameters == nil)
    }

    @Test("a path takes the place of points, and its parameters are then not known yet")
    func path() throws {
        let result = read(
            "method: list\npoints: envs/*.env\ncommand: [./x, '--lr=${lr}', '${lr}']\nconstraints: [lr < 1]")
        #expect(result.diagnostics == [])
        #expect(result.specification?.pointsPath == "envs/*.env")
    }

    @Test("the ending of a name tells what a file holds")
    func kinds() {
        #expect(PointFile.Kind(path: "a.b/runs.CSV") == .csv)
        #expect(PointFile.Kind(path: "runs.jsonl") == .jsonLines && PointFile.Kind(path: "runs.json") == .json)
        #expect(PointFile.Kind(path: "envs/1.env") == .environment && PointFile.Kind(path: ".env") == .environment)
        #expect(PointFile.Kind(path: "runs.yml") == .yaml && PointFile.Kind(path: "runs.txt") == nil)
    }
}
