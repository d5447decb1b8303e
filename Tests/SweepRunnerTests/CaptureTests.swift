import FoundationEssentials
import Glibc
import SweepModel
import Testing

@Suite struct CaptureTests {
    private static let limit: Int64 = 64 << 10

    /// Binary, and different at every offset within some megabytes.
    private static func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 7 + $0 / 251) & 0xFF) } }

    private static func script(_ count: Int) -> String {
        """
        import os, sys
        data = bytes((i * 7 + i // 251) & 255 for i in range(\(count)))
        for start in range(0, len(data), 5000): sys.stdout.buffer.write(data[start:start + 5000])
        os.write(2, b'end')
        """
    }

    @Test(
        "within the limit every byte is kept, above it head and tail",
        arguments: [0, 1, 16383, 16384, 16385, 50000, 65535, 65536, 65537, 81921, 300_000, 1_000_003])
    func caps(_ count: Int) throws {
        let stage = try RunnerStage()
        let plan = try stage.python(Self.script(count), logBytesMax: Self.limit)
        let record = try stage.record(of: plan)
        let kept = try stage.contents(plan.records + "/stdout.log")
        let whole = Self.pattern(count)
        let capture = record.standardOutput
        #expect(capture.bytes == count)
        #expect((capture.dropped == 0) == (count <= Self.limit))
        let head = Int(capture.head)
        let marker = Array("\n[sweepd: \(capture.dropped) bytes dropped]\n".utf8)
        let expected =
            capture.dropped == 0 ? whole : Array(whole[..<head] + marker + whole[(head + Int(capture.dropped))...])
        #expect(kept == expected)
        #expect(kept.count <= Int(Self.limit) + marker.count)
        #expect(capture.dropped == 0 || count - head - Int(capture.dropped) >= Self.limit / 2)
        #expect(record.standardError == CaptureRecord(bytes: 3, dropped: 0, head: 3))
        let names = try FileManager.default.contentsOfDirectory(atPath: plan.records)
        #expect(names.sorted() == ["exit.json", "started.json", "stderr.log", "stdout.log"])
    }

    @Test("a line of 100 MB passes in little memory and leaves no more than the limit")
    func longLine() throws {
        let stage = try RunnerStage()
        let plan = try stage.plan(["/bin/sh", "-c", "head -c 100000000 /dev/zero"], logBytesMax: 4 << 20)
        let record = try stage.record(of: plan)
        #expect(record.outcome == .exited(code: 0))
        #expect(record.standardOutput.bytes == 100_000_000)
        #expect(record.standardOutput.head == 1 << 20)
        #expect(try stage.contents(plan.records + "/stdout.log").count <= (4 << 20) + 64)
        let status = String(decoding: try stage.contents("/proc/\(stage.pid)/status"), as: UTF8.self)
        let peak = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
        #expect(try #require(Int(peak.filter(\.isNumber))) < 64 << 10)
    }

    @Test("what cannot be written is dropped and counted, and the program goes on")
    func writeErrors() throws {
        // Eight KiB a file: the log cannot grow beyond, as on a full disk.
        let stage = try RunnerStage(prefix: "ulimit -f 16")
        let plan = try stage.python(Self.script(100_000) + "\nsys.stdout.flush()\nos._exit(3)", logBytesMax: Self.limit)
        let record = try stage.record(of: plan)
        #expect(record.outcome == .exited(code: 3))
        #expect(record.standardOutput == CaptureRecord(bytes: 100_000, dropped: 100_000 - 8192, head: 8192))
        #expect(try stage.contents(plan.records + "/stdout.log") == Array(Self.pattern(8192)))
        #expect(record.standardError == CaptureRecord(bytes: 3, dropped: 0, head: 3))
    }

    @Test("an output that somebody else holds open does not keep the attempt")
    func foreignHolder() throws {
        let stage = try RunnerStage()
        let (ready, go) = (try stage.makeGate("ready"), try stage.makeGate("go"))
        let plan = try stage.shell("echo $$ > \(ready.path); read line < \(go.path); echo last")
        stage.send(plan)
        let holder = open("/proc/\(try ready.line())/fd/1", O_WRONLY | O_CLOEXEC)
        defer { close(holder) }
        #expect(holder >= 0)
        go.release()
        #expect(try stage.hasDone(plan))
        #expect(try stage.output(plan) == "last\n")
    }

    @Test("logs and records can be read by their owner alone")
    func modes() throws {
        let stage = try RunnerStage(prefix: "umask 0")
        let plan = try stage.shell("exit 0")
        _ = try stage.record(of: plan)
        for name in try FileManager.default.contentsOfDirectory(atPath: plan.records) {
            var facts = stat()
            #expect(stat("\(plan.records)/\(name)", &facts) == 0 && facts.st_mode & 0o777 == 0o600, "\(name)")
        }
    }
}
