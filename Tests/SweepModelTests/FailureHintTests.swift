import SweepModel
import Testing

@Suite struct FailureHintTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var outcome = Outcome.exited(code: 1)
        var launchErrno: Int32?
        var program = "python3"
        var words = ""
        var network = ContainerNetwork.none
        var isBare = false
        /// What the hint holds; nil where there is none.
        let hint: String?

        var testDescription: String { "\(outcome) \(launchErrno ?? 0) \(program) \(words)" }
    }

    private static let rows = [
        // Out of memory
        Row(outcome: .outOfMemory, hint: "it may have 32.0 MiB: raise 'resources.memory', or use less"),
        Row(outcome: .outOfMemory, isBare: true, hint: "the host has no more memory"),
        // No Python
        Row(outcome: .launchFailed, launchErrno: 2, hint: "the image 'localhost/x:1' has no such Python"),
        Row(outcome: .launchFailed, launchErrno: 2, program: "/opt/venv/bin/python", hint: "has no such Python"),
        Row(outcome: .exited(code: 127), program: "sh", words: "sh: python3: not found\n", hint: "has no such Python"),
        Row(outcome: .exited(code: 127), program: "sh", words: "sh: trian: not found\n", hint: nil),
        Row(outcome: .launchFailed, launchErrno: 2, program: "train", hint: "the image 'localhost/x:1' lacks it"),
        Row(outcome: .launchFailed, launchErrno: 2, isBare: true, hint: nil),
        Row(outcome: .launchFailed, launchErrno: 13, program: "./t.sh", hint: "chmod +x"),
        Row(outcome: .launchFailed, words: "podman: no", hint: nil),
        // Another format
        Row(outcome: .launchFailed, launchErrno: 8, program: "./t", hint: "(the image is for arm64), or a script"),
        Row(outcome: .launchFailed, launchErrno: 8, isBare: true, hint: "it is for another architecture, or a script"),
        Row(words: "OSError: [Errno 8] Exec format error: './t'", hint: "it is for another architecture"),
        // Shared memory
        Row(outcome: .signalled(7), hint: "/dev/shm holds 64.0 MiB: raise 'container.shm_size'"),
        Row(outcome: .exited(code: 135), words: "Bus error (core dumped)", hint: "/dev/shm"),
        Row(words: "RuntimeError: DataLoader worker (pid 8) is killed by signal: Bus error.", hint: "/dev/shm"),
        Row(words: "It is possible that dataloader's workers are out of insufficient shared memory (shm)", hint: "shm"),
        Row(words: "dd: writing '/dev/shm/x': No space left on device", hint: "/dev/shm"),
        Row(words: "unable to write to file </torch_42>: No space left on device (28)", hint: "/dev/shm"),
        Row(words: "/run-dir/x: No space left on device", hint: nil),
        Row(outcome: .signalled(7), isBare: true, hint: nil),
        // No network
        Row(
            words: "socket.gaierror: [Errno -3] Temporary failure in name resolution",
            hint: "'container.network: outbound'"),
        Row(words: "curl: (6) Could not resolve host: huggingface.co", hint: "no network"),
        Row(words: "OSError: [Errno 101] Network is unreachable", hint: "no network"),
        Row(words: "wget: bad address 'example.org'", hint: "no network"),
        Row(words: "curl: (6) Could not resolve host: huggingface.co", network: .outbound, hint: nil),
        Row(words: "curl: (6) Could not resolve host: huggingface.co", isBare: true, hint: nil),
        // No GPU
        Row(words: "RuntimeError: Found no NVIDIA driver on your system.", hint: "there is no CUDA here"),
        Row(words: "AssertionError: Torch not compiled with CUDA enabled", isBare: true, hint: "there is no CUDA here"),
        // The rest
        Row(words: "ModuleNotFoundError: No module named 'torch'", hint: "install it in the image 'localhost/x:1'"),
        Row(words: "ModuleNotFoundError: No module named 'torch'", isBare: true, hint: nil),
        Row(words: "sh: can't fork: Resource temporarily unavailable", hint: "as many processes and threads"),
        Row(words: "touch: /x: Read-only file system", hint: "write to SWEEP_RUN_DIR"),
        Row(words: "ValueError: math domain error", hint: nil), Row(outcome: .timedOut, hint: nil),
        // The surest first
        Row(outcome: .outOfMemory, words: "Network is unreachable", hint: "resources.memory"),
    ]

    @Test("a bare process that is held to what it asked for is told how much that is")
    func bareLimit() {
        let evidence = FailureEvidence(outcome: .outOfMemory, program: "train", memory: ByteCount(bytes: 1 << 26))
        #expect(FailureHint.hint(for: evidence) == "it may have 64.0 MiB: raise 'resources.memory', or use less")
    }

    @Test("each usual failure has its hint, and no other has", arguments: rows)
    private func hint(_ row: Row) {
        let image = ImageRecord(name: "localhost/x:1", id: "", digest: nil, architecture: "arm64")
        let container = ContainerPlan(
            image: image, network: row.network, sharedMemory: ByteCount(bytes: 64 << 20),
            memory: ByteCount(bytes: 32 << 20))
        let hint = FailureHint.hint(
            for: FailureEvidence(
                outcome: row.outcome, launchErrno: row.launchErrno, program: row.program, lastWords: row.words,
                container: row.isBare ? nil : container))
        if let expected = row.hint {
            #expect(hint?.contains(expected) == true, "\(hint ?? "none")")
        } else {
            #expect(hint == nil)
        }
    }

    @Test("a hint comes off the words that it was put to")
    func text() {
        #expect(FailureHint.attach(nil, to: "a") == "a")
        #expect(FailureHint.attach("b", to: nil) == "hint: b")
        for words in ["a", "a; hint: x", "", nil] {
            let text = FailureHint.attach("b", to: words) ?? ""
            #expect(FailureHint.split(text) == (words, "b"))
        }
        #expect(FailureHint.split("a") == ("a", nil))
    }
}
