import FoundationEssentials
import Testing

/// The usual failures of containers, each with what `explain` says about what to do.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HintTests {
    private struct Submitted: Decodable { let sweep: String }

    /// A failure of a run, and the hint that it gets.
    private struct Failure: Sendable, CustomTestStringConvertible {
        let command: String
        var container = ""
        var image = Stage.image
        /// What `explain` says besides the hint.
        let words: String
        let hint: String

        var testDescription: String { command }
    }

    private static let plain = "localhost/sweepd-plain:1"

    private static let failures = [
        Failure(
            command: "[wget, 'http://example.org/']", words: "failed: its program exited with code 1",
            hint: "hint: the container has no network: 'container.network: outbound' gives it one"),
        Failure(
            command: "[python3, -c, 'import socket; socket.create_connection((\"10.1.2.3\", 80), 3)']",
            words: "Network is unreachable", hint: "hint: the container has no network"),
        Failure(
            command: "[python3, fill.py]", container: ", shm_size: 1MiB",
            words: "failed: its program was killed by a signal",
            hint: "hint: /dev/shm holds 1.0 MiB: raise 'container.shm_size'"),
        Failure(
            command: "[dd, if=/dev/zero, of=/dev/shm/x, bs=1M, count=4]", container: ", shm_size: 1MiB",
            words: "failed: its program exited with code 1", hint: "hint: /dev/shm holds 1.0 MiB"),
        Failure(
            command: "[python3, fill.py]", image: plain, words: "cannot start 'python3'",
            hint: "hint: the image '\(plain)' has no such Python"),
        Failure(
            command: "[sh, -c, 'python3 fill.py']", image: plain, words: "failed: its program exited with code 127",
            hint: "hint: the image '\(plain)' has no such Python"),
        Failure(
            command: "[./headless]", words: "Exec format error",
            hint: "hint: it is for another architecture (the image is for"),
    ]

    private static let script = """
        import mmap, os
        file = os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT)
        os.ftruncate(file, 4 << 20)
        mmap.mmap(file, 4 << 20)[:] = b"x" * (4 << 20)
        """

    @Test(arguments: failures) private func `explain says what to do`(_ failure: Failure) async throws {
        let stage = try Stage()
        if failure.image == Self.plain {
            #expect(try await stage.run("sh", [Stage.imageMaker, Self.plain]).code == 0)
        }
        try stage.write("fill.py", Self.script)
        try stage.write("headless", "echo no first line\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stage.work + "/headless")
        try stage.write(
            "sweep.yaml",
            """
            command: \(failure.command)
            method: grid
            parameters: {x: {value: 1}}
            container: {image: \(failure.image)\(failure.container)}
            """)
        try await stage.daemon {
            let sweep = try await stage.json(Submitted.self, "submit", "sweep.yaml").sweep
            // The host's failures are tried again by themselves.
            try await stage.wait(for: ["\"failed\"", "retrying"], in: "events", sweep, "-f", "--json")
            let told = try await stage.answer("explain", "\(sweep)/1")
            #expect(told.contains(failure.words) && told.contains(failure.hint), "\(told)")
            #expect(try await stage.answer("show", "\(sweep)/1", "--json").contains("hint: "))
        }
    }
}
