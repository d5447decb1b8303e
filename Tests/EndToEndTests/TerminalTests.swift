import SweepModel
import TestSupport
import Testing

/// What a terminal is like after sweepctl has used it.
@Suite struct TerminalTests {
    /// Runs words on a terminal of its own until it has shown a text, kills a process, and says how the terminal is then.
    private static let script = #"""
        import json, os, pty, signal, subprocess, sys, termios
        text, number, victim = sys.argv[1].encode(), int(sys.argv[2]), int(sys.argv[3])
        ours, theirs = pty.openpty()
        child = subprocess.Popen(sys.argv[4:], stdin=theirs, stdout=theirs, stderr=theirs if text != b"\x1b[?25l" else subprocess.DEVNULL)
        shown = b""
        while text not in shown: shown += os.read(ours, 65536)
        os.kill(victim or child.pid, number)
        code = child.wait()
        os.set_blocking(ours, False)
        try:
            while True: shown += os.read(ours, 65536)
        except OSError: pass
        echo = bool(termios.tcgetattr(theirs)[3] & termios.ECHO)
        hidden = shown.rfind(b"\x1b[?25l") > shown.rfind(b"\x1b[?25h")
        print(json.dumps({"code": code, "echo": echo, "hidden": hidden}))
        """#

    private static func end(
        _ words: [String], at text: String, signal: Int, of victim: Int32 = 0, _ sweepd: DaemonFixture
    ) async throws -> JSONValue {
        let argv = ["/usr/bin/python3", "-c", script, text, "\(signal)", "\(victim)", try Programs.path("sweepctl")]
        return try await Command(argv + words, environment: sweepd.environment, folder: sweepd.work).run().json()
    }

    @Test func `what is typed shows again after an interrupted question`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let end = try await Self.end(["secret", "set", "TOKEN"], at: "value of TOKEN", signal: 2, sweepd)
            #expect(end == ["code": 130, "echo": true, "hidden": false])
        }
    }

    @Test func `the cursor shows again after an interruption and after a fault, wherever messages go`() async throws {
        try await DaemonFixture.with { sweepd in
            let watched = try await Self.end(["gpus", "-w"], at: "\u{1B}[?25l", signal: 15, sweepd)
            #expect(watched == ["code": 143, "echo": true, "hidden": false])
            let daemon = try sweepd.daemon.pid
            let lost = try await Self.end(["gpus", "-w"], at: "\u{1B}[?25l", signal: 9, of: daemon, sweepd)
            #expect(lost == ["code": 4, "echo": true, "hidden": false])
        }
    }

    @Test func `where there is no terminal nothing is drawn`() async throws {
        try await DaemonFixture.with { sweepd in
            try sweepd.scratch.write("work/sweep.yaml", "method: list\ncommand: [/bin/true]\npoints: [{x: 1}]\n")
            for words in [["submit", "sweep.yaml", "--wait"], ["watch", "@last"]] {
                let result = try await sweepd.sweepctl(words)
                #expect(result.code == 0 && !(result.output + result.errors).contains("\u{1B}"), "\(result)")
            }
        }
    }
}
