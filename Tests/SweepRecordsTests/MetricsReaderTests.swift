import SweepModel
import SweepRecords
import Testing

private let now = Instant(nanoseconds: 1)

private func read(_ text: String, _ capture: MetricsCapture? = nil) throws -> [MetricPoint] {
    var reader = try MetricsReader(capture: capture ?? .none)
    let bytes = Array(text.utf8)
    let points = capture == nil ? reader.readFile(bytes, at: now) : reader.readOutput(bytes, at: now)
    return points + reader.finish(at: now)
}

/// Points in short: `name@step=value`.
private func short(_ points: [MetricPoint]) -> [String] { points.map { "\($0.name)@\($0.step)=\($0.value)" } }

@Suite("Metrics")
struct MetricsReaderTests {
    @Test(
        "the metrics file's lines become points",
        arguments: [
            (#"{"step": 3, "accuracy": 0.93, "loss": 0.2}"#, ["accuracy@3=0.93", "loss@3=0.2"]),
            (#"{"loss": 1}"# + "\n" + #"{"loss": 2}"#, ["loss@0=1.0", "loss@1=2.0"]),
            (#"{"step": 4.0, "loss": 1}"#, ["loss@4=1.0"]),
            (#"{"step": 4.5, "loss": 1}"#, ["loss@0=1.0"]),
            (#"{"loss": NaN, "gain": Infinity, "low": -Infinity}"#, ["loss@0=nan", "gain@0=inf", "low@0=-inf"]),
            (#"{"train": {"loss": 1, "deep": {"x": 2}}}"#, ["train.loss@0=1.0", "train.deep.x@0=2.0"]),
            (#"{"a": true, "b": "1", "c": null, "d": [1], "e": 5}"#, ["e@0=5.0"]),
            ("{\"a\": 1}\r\n\r\n\n  \n{\"a\": 2}\r\n", ["a@0=1.0", "a@1=2.0"]),
            (#"{"": 1}"#, []),
        ])
    func file(text: String, expected: [String]) throws {
        #expect(short(try read(text)) == expected)
    }

    @Test("garbage in the metrics file is counted and skipped")
    func garbage() throws {
        var reader = try MetricsReader(capture: .none)
        let long = #"{"a": ""# + String(repeating: "x", count: 70_000) + "\"}\n"
        let bytes = Array("{\"a\": 1}\nnonsense\n[1]\n{\"a\": \n\(long){\"a\": 2}\n".utf8) + [0xFF, 0xFE, 0x0A]
        let points = reader.readFile(bytes, at: now)
        #expect(short(points) == ["a@0=1.0", "a@1=2.0"])
        #expect(reader.faults == 5)
    }

    @Test("a torn last line waits for its end")
    func torn() throws {
        var reader = try MetricsReader(capture: .none)
        #expect(reader.readFile(Array(#"{"a": 1}"#.utf8), at: now).isEmpty)
        #expect(reader.fileConsumed == 0)
        #expect(short(reader.readFile(Array("\n{\"a\":".utf8), at: now)) == ["a@0=1.0"])
        #expect(reader.fileConsumed == 9)
        #expect(short(reader.readFile(Array(" 2}".utf8), at: now)).isEmpty)
        #expect(short(reader.finish(at: now)) == ["a@1=2.0"])
        #expect(reader.fileConsumed == 17)
    }

    @Test("names are limited in number and length")
    func names() throws {
        var reader = try MetricsReader(capture: .none)
        let many = (0..<1_100).map { "{\"m\($0)\": 1}\n" }.joined()
        #expect(reader.readFile(Array(many.utf8), at: now).count == 1_000)
        #expect(reader.refused == 100)
        let long = String(repeating: "n", count: 251)
        #expect(reader.readFile(Array("{\"\(long)\": 1, \"m0\": 2}\n".utf8), at: now).map(\.name) == ["m0"])
        #expect(reader.refused == 101)
    }

    @Test("running numbers go on where they were")
    func resumed() throws {
        var reader = try MetricsReader(capture: .none, counts: ["loss": 7])
        #expect(short(reader.readFile(Array("{\"loss\": 1}\n".utf8), at: now)) == ["loss@7=1.0"])
    }

    @Test(
        "standard output is read as asked",
        arguments: [
            ("epoch 1\n  {\"loss\": 1}  \n{not json}\n", MetricsCapture.json, ["loss@0=1.0"]),
            ("100%|##|\r\u{1B}[2K{\"loss\": 2}\r", .json, ["loss@0=2.0"]),
            ("\u{1B}[1m{\"loss\": \u{1B}[31m3\u{1B}[0m}\n", .json, ["loss@0=3.0"]),
            ("\u{1B}]0;title\u{07}{\"loss\": 4}\n", .json, ["loss@0=4.0"]),
            ("loss=0.5 acc: 93% step=7\n", .keyValue, ["loss@7=0.5", "acc@7=93.0"]),
            (
                "val/loss: 1e-3, lr=.5 n=-3 g=nan h=-inf\n", .keyValue,
                ["val/loss@0=0.001", "lr@0=0.5", "n@0=-3.0", "g@0=nan", "h@0=-inf"]
            ),
            ("at 12:30:01 time: 12:30 v=1.2.3 w=3px u=http://x 5x=1 date=2024-01-02\n", .keyValue, []),
            ("- loss: 0.31 - accuracy: 0.91 -\n", .keyValue, ["loss@0=0.31", "accuracy@0=0.91"]),
            ("Epoch 4 loss 0.25 (best)\n", .regex(#"Epoch (?<step>\d+) loss (?<loss>[\d.]+)"#), ["loss@4=0.25"]),
            ("nothing here\n", .regex("loss (?<loss>.*)"), []),
            ("{\"loss\": 1}\n", .none, []),
        ])
    func output(text: String, capture: MetricsCapture, expected: [String]) throws {
        #expect(short(try read(text, capture)) == expected)
    }

    @Test("a line that lost its beginning is passed over, and counted as read")
    func lostOutput() throws {
        var reader = try MetricsReader(capture: .json)
        #expect(reader.readOutput(Array("{\"a\": 1}\n{\"b\": ".utf8), at: now).map(\.name) == ["a"])
        reader.skipOutput(100)
        #expect(reader.readOutput(Array("2}\n{\"c\": 3}\n".utf8), at: now).map(\.name) == ["c"])
        #expect(reader.outputConsumed == 9 + 6 + 100 + 3 + 9)
    }

    @Test("a bad regular expression is a fault")
    func badPattern() {
        #expect(throws: Fault.self) { try MetricsReader(capture: .regex("(?<loss>")) }
    }

    @Test("any chunking gives the same points", arguments: [UInt64](0..<6))
    func chunking(seed: UInt64) throws {
        var random = Seeded(seed)
        let text = (0..<60).map { _ in Self.line(&random) }.joined()
        let bytes = Array(text.utf8) + (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
        for capture in [MetricsCapture.json, .keyValue] {
            var whole = try MetricsReader(capture: capture)
            var pieces = try MetricsReader(capture: capture)
            let expected = whole.readFile(bytes, at: now) + whole.readOutput(bytes, at: now) + whole.finish(at: now)
            var found: [MetricPoint] = []
            for piece in Self.cut(bytes, &random) { found += pieces.readFile(piece, at: now) }
            for piece in Self.cut(bytes, &random) { found += pieces.readOutput(piece, at: now) }
            found += pieces.finish(at: now)
            // Bit patterns, since a value that is not a number equals nothing.
            #expect(short(found) == short(expected))
            #expect(pieces.faults == whole.faults)
            #expect(pieces.fileConsumed == Int64(bytes.count))
            #expect(pieces.outputConsumed == Int64(bytes.count))
        }
    }

    @Test("what is read of well-formed lines is what a plain reading gives", arguments: [UInt64](0..<20))
    func oracle(seed: UInt64) throws {
        var random = Seeded(seed)
        var text = ""
        var expected: [String] = []
        var counts: [String: Int] = [:]
        for _ in 0..<100 {
            let name = ["a", "b", "c.d"].randomElement(using: &random) ?? "a"
            let value = Double.random(in: -1e6...1e6, using: &random)
            let step = Bool.random(using: &random) ? Int.random(in: -5...500, using: &random) : nil
            text += "{" + (step.map { "\"step\": \($0), " } ?? "") + "\"\(name)\": \(value)}\n"
            expected.append("\(name)@\(step ?? counts[name, default: 0])=\(value)")
            counts[name, default: 0] += 1
        }
        #expect(short(try read(text)) == expected)
        #expect(short(try read(text, .json)) == expected)
    }

    private static func line(_ random: inout Seeded) -> String {
        let lines = [
            "{\"loss\": 0.5, \"step\": 3}\n", "{\"a\": {\"b\": 1}}\r\n", "garbage\n", "\n", "{\"x\": NaN}\n",
            "loss=0.25\r",
            "\u{1B}[31macc: 3\u{1B}[0m\n", "{\"é\": 1}\n", String(repeating: "y", count: 66_000) + "\n",
            "{\"torn\": \n",
        ]
        return lines.randomElement(using: &random) ?? "\n"
    }

    private static func cut(_ bytes: [UInt8], _ random: inout Seeded) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...(Bool.random(using: &random) ? 7 : 100_000), using: &random)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
