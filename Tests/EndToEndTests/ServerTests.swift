import Glibc
import SweepModel
import TestSupport
import Testing

/// What the daemon does with connections that want too much, or nothing.
@Suite(.timeLimit(.minutes(10))) struct ServerTests {
    private static let question = "GET /v1/host HTTP/1.1\r\nHost: sweepd\r\n"

    @Test func `a request that never ends, or has no end of headers, does not stay`() async throws {
        try await DaemonFixture.with { sweepd in
            let half = try Connection(sweepd.socket)
            half.send(Self.question)
            let silent = try Connection(sweepd.socket)
            let large = try Connection(sweepd.socket)
            large.send(Self.question + "X-Long: " + String(repeating: "a", count: 70 << 10) + "\r\n\r\n")
            #expect(try await large.rest().hasPrefix("HTTP/1.1 400"))
            let whole = try Connection(sweepd.socket)
            whole.send(Self.question + "Connection: close\r\n\r\n")
            #expect(try await whole.rest().hasPrefix("HTTP/1.1 200"))
            #expect(try await half.rest() == "")
            #expect(try await silent.rest() == "")
        }
    }

    @Test func `more connections than the daemon can hold are told so, and room is used again`() async throws {
        try await DaemonFixture.with(started: false) { sweepd in
            let program = try Programs.path("sweepd")
            let daemon = try BackgroundProcess(
                [
                    "/bin/sh", "-c", "ulimit -n 256; exec \"$@\"", "sh", program, "--state-dir", sweepd.state,
                    "--socket",
                    sweepd.socket,
                ], environment: sweepd.environment, readyAt: " slots\n")
            try await daemon.becomesReady()
            var open = try (0..<128).map { _ in try Connection(sweepd.socket) }
            let refused = try await sweepd.sweepctl("sweeps")
            #expect(refused.code == 8 && refused.errors.contains("128 are open"), "\(refused)")
            let excess = try Connection(sweepd.socket)
            excess.send(Self.question + "\r\n")
            let answer = try await excess.rest()
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.contains("application/problem+json"), "\(answer)")
            open.removeAll()
            var result = refused
            while result.code == 8 { result = try await sweepd.sweepctl("sweeps") }
            #expect(result.code == 0, "\(result)")
            daemon.signal(SIGTERM)
            #expect(try await daemon.end() == 0)
        }
    }

    @Test func `a connection that was made before the daemon is told to stop gets its answer`() async throws {
        try await DaemonFixture.with { sweepd in
            let early = try Connection(sweepd.socket)
            // Answered later means accepted later: the early one is in.
            try await sweepd.sweepctl("sweeps")
            let daemon = try sweepd.daemon
            async let code = sweepd.stop(SIGTERM)
            // Its listener is closed before its connections are.
            while (try? Connection(sweepd.socket)) != nil { try await Task.sleep(for: .milliseconds(1)) }
            early.send(Self.question + "\r\n")
            #expect(try await early.rest().hasPrefix("HTTP/1.1 200"))
            #expect(try await code == 0, "\(daemon.messages)")
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a daemon that is told to stop waits for nobody who follows, and they go on with the next`(
        signal: Int32
    ) async throws {
        try await DaemonFixture.with { sweepd in
            let sweep = try await GatedSweep.submit(sweepd, runs: 1, before: "echo first")
            _ = try await sweep.started.line()
            try await sweepd.sweepctl("pause", sweep.id)
            let waiting = try BackgroundProcess(
                [Programs.path("sweepctl"), "wait", sweep.id], environment: sweepd.environment,
                readyAt: "sweepctl resume")
            try await waiting.becomesReady()
            let followers = try ["sweeps/\(sweep.id)/events", "runs/\(sweep.id)/1/logs"].map { path in
                let follower = try Connection(sweepd.socket)
                follower.send("GET /v1/\(path)?follow=true HTTP/1.1\r\nHost: sweepd\r\n\r\n")
                return follower
            }
            try await followers[0].text(upTo: "event: running")
            try await followers[1].text(upTo: "first\n")
            #expect(try await sweepd.stop(signal) == 0)
            // The last chunk of a whole answer is an empty one.
            for follower in followers { #expect(try await !follower.rest().hasSuffix("0\r\n\r\n")) }
            try await sweepd.start()
            sweep.goOn.release()
            try await sweepd.event("finished", of: sweep.id + "/1")
            try await sweepd.sweepctl("resume", sweep.id)
            #expect(try await waiting.end() == 0)
            #expect(try await sweepd.json("status", sweep.id)["counts"]?["finished"] == 1)
        }
    }
}
