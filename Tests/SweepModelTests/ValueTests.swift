import SweepModel
import Testing

@Suite struct ValueTests {
    @Test func `one thing is not counted as several`() {
        #expect([0, 1, 2].map { $0.counted("run") } == ["0 runs", "1 run", "2 runs"])
    }

    @Test(
        arguments: [
            ("0", 0), ("10", 10), ("10B", 10), ("1KiB", 1024), ("1k", 1024), ("1kB", 1000), ("10GiB", 10 << 30),
            ("1.5G", 3 << 29), ("512 MB", 512_000_000), ("1_000", 1000), ("2TiB", 2 << 40),
        ] as [(String, Int64)])
    func `an amount of memory is read`(text: String, bytes: Int64) {
        #expect(ByteCount(text) == ByteCount(bytes: bytes))
    }

    @Test(arguments: ["", "GiB", "-1", "1XB", "1e400", "99999999999TiB", "1.2.3G", "nan"])
    func `what is no amount of memory is refused`(text: String) {
        #expect(ByteCount(text) == nil)
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (10 << 30, "10.0 GiB"),
            (3 << 40, "3.0 TiB"),
        ] as [(Int64, String)])
    func `an amount of memory is written with the largest unit`(bytes: Int64, text: String) {
        #expect(ByteCount(bytes: bytes).text == text)
    }

    @Test(arguments: [
        ("Digits", "digits-"), ("My Sweep: über!", "my-sweep-ber-"), ("--", "sweep-"), ("", "sweep-"),
        (String(repeating: "x", count: 99), String(repeating: "x", count: 32) + "-"),
    ])
    func `a sweep is named after its name, with a suffix of four`(name: String, stem: String) {
        let id = SweepID.make(name: name, number: 0xFFFF_FFFF_FFFF_FFFF)
        #expect(id.text == stem + "zzzz")
        #expect(SweepID.make(name: name, number: 0).text == stem + "0000")
    }

    @Test func `runs and attempts are read as they are written`() {
        let run = RunID(sweep: SweepID("digits-3f9k"), index: 17)
        let attempt = AttemptID(run: run, number: 2)
        #expect(run.description == "digits-3f9k/17")
        #expect(attempt.description == "digits-3f9k/17.2")
        #expect(RunID(run.description) == run)
        #expect(AttemptID(attempt.description) == attempt)
    }

    @Test(arguments: ["", "/", "a", "a/", "/1", "a/0", "a/-1", "a/x", "a/1/2", "a/99999999999999999999"])
    func `what is no run is refused`(text: String) {
        #expect(RunID(text) == nil)
        #expect(AttemptID(text + ".1") == nil)
    }

    @Test func `runs are ordered by number, not by letters`() {
        let sweep = SweepID("a")
        #expect(RunID(sweep: sweep, index: 9) < RunID(sweep: sweep, index: 10))
        #expect(
            AttemptID(run: RunID(sweep: sweep, index: 1), number: 9) < AttemptID("a/1.10")
                ?? AttemptID(run: RunID(sweep: sweep, index: 0), number: 0))
        #expect(RunID(sweep: SweepID("b"), index: 1) > RunID(sweep: sweep, index: 2))
    }

    @Test func `a fault shows its hint, and each kind has the contract's exit code`() {
        #expect(Fault(.usage, "cannot a").description == "cannot a")
        #expect(Fault(.usage, "cannot a", hint: "do b").description == "cannot a\nhint: do b")
        let codes = Fault.Code.allCases.map(\.exitCode)
        #expect(codes == [1, 2, 3, 4, 5, 6, 7, 8, 124, 130, 1])
    }

    @Test func `a diagnostic is written as compilers write it`() {
        let fault = Diagnostic(.error, line: 3, column: 5, "unknown key 'mehod'", hint: "did you mean 'method'?")
        #expect(
            fault.text(file: "a.yaml") == """
                a.yaml:3:5: error: unknown key 'mehod'
                a.yaml:3:5: hint: did you mean 'method'?
                """)
        #expect(Diagnostic(.warning, line: 0, column: 0, "x").text(file: "a.yaml") == "a.yaml: warning: x")
    }
}
