import Glibc
import StandIns
import SweepModel
import TestSupport
import Testing

/// A daemon that asks a driver, which is the stand-in for NVIDIA's.
@Suite struct GPUDiscoveryTests {
    @Test func `a colleague's program keeps runs off its card, in words, until it has gone`() async throws {
        let library = try StandInLibrary("busy")
        try await DaemonFixture.with(started: false) { sweepd in
            let daemon = try sweepd.spawn(["--devices", "nvidia"], environment: ["LD_LIBRARY_PATH": library.folder])
            try await daemon.becomesReady()
            let sweep = try await sweepd.submit(
                """
                method: grid
                command: [/bin/sh, -c, 'echo $CUDA_VISIBLE_DEVICES']
                parameters: {x: {value: 1}}
                resources: {gpus: 2}
                """)
            let gpus = try await sweepd.json("gpus").arrayValue ?? []
            #expect(gpus.map { $0["state"] } == ["free", "foreign"], "\(gpus)")
            // Made by the daemon, so that nobody else's keep runs off.
            for gpu in gpus {
                #expect(access(sweepd.scratch("locks/sweepd-\(gpu["uuid"]?.stringValue ?? "")"), R_OK | W_OK) == 0)
            }
            let foreign = gpus.last?["foreign"]?.arrayValue?.first
            #expect(foreign?["pid"] == 1 && foreign?["memory_bytes"] == .int(18 << 30), "\(gpus)")
            let why = try await sweepd.sweepctl("explain", sweep).output
            #expect(why.contains("needs 2 GPUs; 1 of 2 is free"), "\(why)")
            #expect(why.contains("GPU 1 has 30.0 of 48.0 GiB free; a "), "\(why)")
            try library.describe(library.description.replacing("#! process 1 compute 18GiB", with: ""))
            _ = try await sweepd.json("gpus")
            #expect(try await sweepd.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
            let output = try await sweepd.sweepctl("logs", sweep + "/1").output
            #expect(output.split(separator: ",").count == 2 && output.hasPrefix("GPU-00000001-"), "\(output)")
            daemon.signal(15)
            _ = try await daemon.end()
        }
    }
}
