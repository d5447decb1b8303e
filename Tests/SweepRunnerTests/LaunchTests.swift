import FoundationEssentials
import Glibc
import SweepModel
import Testing

@Suite struct LaunchTests {
    @Test("an exit code is recorded as the kernel gave it", arguments: [0, 1, 7, 126, 255])
    func exitCode(_ code: Int) throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: stage.shell("exit \(code)"))
        #expect(record.outcome == .exited(code: code))
        #expect(record.stop == .none && record.launchErrno == nil)
        #expect(record.duration > .zero && record.endedAt >= record.startedAt)
    }

    @Test("a signal is recorded as the kernel gave it", arguments: [SIGKILL, SIGTERM, SIGUSR1, SIGPIPE])
    func signalled(_ number: Int32) throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: stage.shell("kill -\(number) $$"))
        #expect(record.outcome == .signalled(Int(number)))
        #expect(record.stop == .none)
    }

    @Test("a program that cannot be started says why")
    func launchFailures() throws {
        let stage = try RunnerStage()
        let file = stage.folder + "/script"
        let odd = stage.folder + "/odd"
        try "#!/no/such/interpreter\n".write(toFile: odd, atomically: false, encoding: .utf8)
        try "exit 0\n".write(toFile: file, atomically: false, encoding: .utf8)
        chmod(odd, 0o700)
        chmod(file, 0o600)
        let cases: [(String, String?, Int32, String)] = [
            ("/no/such", nil, ENOENT, "cannot start '/no/such': no such file or directory"),
            (file, nil, EACCES, "cannot start '\(file)': permission denied"),
            (
                odd, nil, ENOENT,
                "cannot start '\(odd)': the interpreter that its first line or its header names does not exist"
            ),
            ("/tmp", nil, EACCES, "cannot start '/tmp': permission denied"),
            ("/bin/true", "/no", ENOENT, "cannot enter working directory '/no': no such file or directory"),
        ]
        for (program, directory, number, message) in cases {
            let record = try stage.record(of: stage.plan([program], directory: directory))
            #expect(record.waitStatus == nil && record.outcome == .launchFailed)
            #expect(record.launchErrno == number)
            #expect(record.launchError == message)
        }
    }

    @Test("arguments and environment arrive byte for byte, and nothing else does")
    func exactArguments() throws {
        let stage = try RunnerStage()
        let argv = ["a name of its own", "/proc/self/cmdline", "/proc/self/environ", "--", "/dev/null"]
        let environment = [
            EnvironmentEntry("EMPTY", ""), EnvironmentEntry("LINES", "one\ntwo=\"3\"\t\u{1F600}"),
            EnvironmentEntry("odd name", "\\$x"),
        ]
        let plan = try stage.plan(argv, executable: "/bin/cat", environment: environment)
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
        let expected = argv + environment.map { "\($0.name)=\($0.value)" }
        #expect(try stage.output(plan) == expected.map { $0 + "\0" }.joined())
    }

    @Test("a program begins in its folder, in a session of its own, with plain signals and three descriptors")
    func surroundings() throws {
        let stage = try RunnerStage(prefix: "trap '' HUP INT QUIT")
        let script = """
            import os, signal
            print(os.getcwd(), os.getsid(0) == os.getpid() == os.getpgid(0))
            print(sorted(os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))
            print(os.read(0, 1), os.readlink('/proc/self/fd/0'))
            print([l.split()[1] for l in open('/proc/self/status') if l.startswith('SigBlk')])
            """
        let plan = try stage.python(script)
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
        #expect(
            try stage.output(plan) == """
                \(stage.folder) True
                ['0', '1', '2'] 4
                b'' /dev/null
                ['0000000000000000']

                """)
        let ignored = try stage.plan(["/bin/grep", "SigIgn", "/proc/self/status"])
        #expect(try stage.record(of: ignored).outcome == .exited(code: 0))
        #expect(try stage.output(ignored) == "SigIgn:\t0000000000000000\n")
    }

    @Test("what the program and its descendants used is recorded")
    func usage() throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: stage.python("x = bytearray(100 << 20)\nfor _ in range(3000000): pass"))
        #expect(record.userTime > .milliseconds(10))
        #expect(record.residentBytesMax > 100 << 20)
    }
}
