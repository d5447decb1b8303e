import Glibc
import SweepModel
import SweepRunner
import Testing

/// What the runner believes where a container's init connects to a socket of the attempt. Python plays client and init.
@Suite struct WitnessSocketTests {
    /// A client that does what the script says with `connect`, which gives a connection that the runner has taken.
    private func plan(_ stage: RunnerStage, _ script: String) throws -> RunnerPlan {
        let path = stage.folder + "/witness"
        let prelude = """
            import os, signal, socket, sys
            def connect():
                made = socket.socket(socket.AF_UNIX)
                made.connect('\(path)')
                made.send(b'here\\n')
                return made if made.recv(1) else sys.exit(9)

            """
        var plan = try stage.plan(["python3", "-c", prelude + script], executable: "/usr/bin/python3")
        plan.witness = true
        plan.witnessSocket = path
        return plan
    }

    @Test("the word on the first connection is the record, and its name is gone at once")
    func word() throws {
        let stage = try RunnerStage()
        let script = """
            one = connect()
            print(os.path.exists('\(stage.folder)/witness'))
            one.send(b'started 1\\nended 2304 2 3 4 5 0\\n')
            """
        let plan = try plan(stage, script)
        let record = try stage.record(of: plan)
        #expect(record.outcome == .exited(code: 9) && record.userTime == Span(nanoseconds: 3))
        #expect(try stage.output(plan) == "False\n")
    }

    @Test("nobody connects after the first: what the program says itself is not heard")
    func second() throws {
        let stage = try RunnerStage()
        let script = """
            os.link('\(stage.folder)/witness', '\(stage.folder)/kept')
            one = connect()
            one.send(b'started 1\\n')
            two = socket.socket(socket.AF_UNIX)
            try:
                two.connect('\(stage.folder)/kept')
                two.send(b'ended 0 2 3 4 5 0\\n')
            except ConnectionRefusedError: print('refused')
            """
        let plan = try plan(stage, script)
        #expect(try stage.record(of: plan).outcome == .lost)
        #expect(try stage.output(plan) == "refused\n")
    }

    @Test("a client that ends before anybody connects is a launch failure, whatever it says", arguments: [0, 125])
    func silence(_ code: Int) throws {
        let stage = try RunnerStage()
        let record = try stage.record(of: plan(stage, "print('ended 0 1 0 0 0 0'); sys.exit(\(code))"))
        #expect(record.outcome == .launchFailed)
        #expect(record.launchError == "cannot start the container: 'python3' ended with code \(code)")
    }

    @Test("an attempt ends when the connection does, not when its client has")
    func connection() throws {
        let stage = try RunnerStage()
        // What outlives the client is ended, and its end is waited for.
        let script = """
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
            one = connect()
            one.send(b'started 1\\n')
            if os.fork() == 0:
                signal.sigwait([signal.SIGTERM])
                open('\(stage.folder)/late', 'w').close()
                os._exit(0)
            """
        #expect(try stage.record(of: plan(stage, script)).outcome == .lost)
        #expect(access(stage.folder + "/late", F_OK) == 0)
    }

    @Test("a path that an address cannot hold is no hindrance, and one that is not there a launch failure")
    func paths() throws {
        let stage = try RunnerStage()
        let long = stage.folder + "/" + String(repeating: "x", count: 200)
        try #require(mkdir(long, 0o700) == 0)
        var plan = try plan(stage, "print(os.path.exists('\(long)/w'))")
        plan.witnessSocket = long + "/w"
        #expect(try stage.record(of: plan).outcome == .launchFailed)
        #expect(try stage.output(plan) == "True\n")
        var other = try self.plan(stage, "")
        other.attempt = "other/1.1"
        other.witnessSocket = stage.folder + "/none/w"
        let record = try stage.record(of: other)
        #expect(record.launchErrno == ENOENT, "\(record)")
    }
}
