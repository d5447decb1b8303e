import SweepModel
import SweepSpecs
import Testing

@Suite("Hostile files")
struct LimitTests {
    private func read(_ bytes: [UInt8]) -> [String] {
        SpecificationReader.read(bytes).diagnostics.map {
            $0.text(file: "f").split(separator: "\n").first.map(String.init) ?? ""
        }
    }

    @Test("a file of 50 MB is one fault, and is not even decoded")
    func size() {
        #expect(
            read(Array(repeating: 0xFF, count: 50_000_000)) == [
                "f: error: cannot read the file: 47.7 MiB is more than the limit of 1.0 MiB"
            ])
    }

    @Test("of what was read one byte too far, the size is not known")
    func cutSize() {
        let bytes = [UInt8](repeating: 0x23, count: SpecificationReader.bytesMax + 1)
        #expect(read(bytes) == ["f: error: cannot read the file: more than the limit of 1.0 MiB"])
        #expect(read(Array(bytes.dropLast())) == ["f: error: the file is empty"])
    }

    @Test("NUL and what is not UTF-8 are faults with their offset")
    func encoding() {
        #expect(read(Array("\u{FEFF}nam: x\n".utf8)).first?.hasPrefix("f:1:1: error:") == true)
        #expect(read(Array("method: g\0".utf8)) == ["f: error: cannot read the file: NUL at byte 9"])
        #expect(read(Array("name: é ".utf8) + [0xC3, 0x28]) == ["f: error: cannot read the file: not UTF-8 at byte 9"])
        #expect(read(Array("name: ".utf8) + [0xE2, 0x82]) == ["f: error: cannot read the file: not UTF-8 at byte 6"])
        #expect(errors(sound("name: \"a\\0b\"")).first == "4:7: error: expected text without NUL, got: 'a b'")
    }

    @Test("an alias bomb is one fault")
    func aliasBomb() {
        var text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "b\(level): &a\(level) [\(aliases)]\n"
        }
        let faults = errors(text)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("cannot read the file: more than 200000 values, aliases expanded") == true)
    }

    @Test("an alias bomb as a key is one fault too")
    func aliasBombAsKey() {
        var text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text += "b\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        for key in ["*a9 : 1", "? *a9\n: 1", "? [*a9]\n: 1", "c: {[*a9]: 1}", "c: {[*a9]:1}", "c: {*a9 : 1}"] {
            let faults = errors(text + key + "\n")
            #expect(faults.count == 1)
            #expect(faults.first?.contains("more than 200000 values, aliases expanded") == true)
        }
    }

    @Test("deep nesting is one fault", arguments: [40, 900, 100_000])
    func depth(levels: Int) {
        let faults = errors("a: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
        #expect(faults.count == 1)
    }

    @Test("more values in one list than the limit are one fault")
    func values() {
        let list = Array(repeating: "1", count: 100_001).joined(separator: ",")
        #expect(
            errors(sound(parameters: "{x: {values: [\(list)]}}")) == [
                "3:26: error: expected 'parameters.x.values' to hold at most 100000 items, got: 100001"
            ])
    }

    @Test("thirty thousand keys are read in linear time")
    func manyKeys() {
        let text = sound(parameters: "{x: {value: {" + (0..<30_000).map { "k\($0): 1" }.joined(separator: ",") + "}}}")
        #expect(report(text) == [])
    }

    @Test("a file of nothing but faults names at most a thousand")
    func manyFaults() {
        let text = (0..<5000).map { "k\($0): 1" }.joined(separator: "\n")
        #expect(report(text).count == 1000)
    }

    @Test("a Sobol sequence has so many dimensions and no more", arguments: [128, 129])
    func sobolDimensions(count: Int) {
        let parameters = (0..<count).map { "  p\($0): {min: 0.0, max: 1.0}\n" }.joined()
        let checked = SpecificationReader.read(
            Array("method: sobol\nrun_cap: 1\ncommand: [x]\nparameters:\n\(parameters)".utf8))
        #expect((checked.specification != nil) == (count == 128))
        #expect(checked.diagnostics.contains { $0.message.contains("at most 128 parameters") } == (count == 129))
    }
}
