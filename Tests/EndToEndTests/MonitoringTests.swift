import SweepModel
import TestSupport
import Testing

/// Figures for Prometheus.
@Suite struct MonitoringTests {
    @Test func `figures tell the queue, what ended, the ticks and the store, in the format of Prometheus`() async throws
    {
        try await DaemonFixture.with(slots: 1) { sweepd in
            _ = try await sweepd.complete(
                "method: list\ncommand: [/bin/sh, -c, 'test $PARAM_X -lt 3']\npoints: [{x: 0}, {x: 1}, {x: 3}]\n")
            let sweep = try await GatedSweep.submit(sweepd, runs: 3)
            _ = try await sweep.started.line()
            let result = try await Command(
                ["/usr/bin/curl", "-sS", "-i", "--unix-socket", sweepd.socket, "http://x/metrics"],
                environment: sweepd.environment, folder: sweepd.work
            ).run()
            #expect(result.output.contains("text/plain; version=0.0.4"), "\(result)")
            let samples = Self.samples(result.output)
            #expect(samples["sweepd_sweeps"] == 1 && samples["sweepd_leases"] == 1 && samples["sweepd_slots"] == 1)
            #expect(samples[#"sweepd_runs{state="live"}"#] == 1)
            #expect(samples[#"sweepd_runs_ended_total{state="finished",reason=""}"#] == 2, "\(samples)")
            #expect(samples[#"sweepd_runs_ended_total{state="failed",reason="exit-code"}"#] == 1, "\(samples)")
            #expect(samples["sweepd_tick_seconds_count"] == samples[#"sweepd_tick_seconds_bucket{le="+Inf"}"#])
            #expect(samples["sweepd_store_bytes"] ?? 0 > 4096 && samples[#"sweepd_gpus{state="free"}"#] == 0)
            #expect(!result.output.contains(sweep.id))
            sweep.goOn.release(3)
            try await sweepd.sweepctl("wait", sweep.id, "--timeout", "60s")
        }
    }

    private static func samples(_ text: String) -> [String: Double] {
        var samples: [String: Double] = [:]
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("sweepd_") {
            let parts = line.split(separator: " ")
            if parts.count == 2 { samples[String(parts[0])] = Double(parts[1]) }
        }
        return samples
    }
}
