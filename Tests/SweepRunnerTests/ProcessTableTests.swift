import CSweepShims
import Glibc
import SweepModel
import SweepRunner
import Testing

@Suite struct ProcessTableTests {
    @Test("a process is itself as long as number, start and boot agree")
    func identity() throws {
        let own = try #require(ProcessTable.identity(of: getpid()))
        #expect(ProcessTable.isAlive(own))
        var other = own
        other.startTicks += 1
        #expect(!ProcessTable.isAlive(other))
        other = own
        other.bootID = "another"
        #expect(!ProcessTable.isAlive(other))
        #expect(ProcessTable.identity(of: -1) == nil)
    }

    @Test("a process that ended but was not reaped is not alive")
    func zombie() throws {
        let pid = try RunnerStage.spawn(["/bin/true"], standardIO: [-1, -1, -1])
        let process = sweep_pidfd_open(pid)
        defer { close(process) }
        var watched = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
        #expect(poll(&watched, 1, 60_000) == 1)
        let identity = try #require(ProcessTable.identity(of: pid))
        #expect(!ProcessTable.isAlive(identity))
        #expect(waitpid(pid, nil, 0) == pid)
        #expect(ProcessTable.identity(of: pid) != identity)
    }

    @Test("the processes of an attempt are found by their environment, grandchildren as descendants")
    func environment() throws {
        let stage = try RunnerStage()
        let (ready, go) = (try stage.makeGate("ready"), try stage.makeGate("go"))
        let attempt = try #require(AttemptID("table-\(getpid())/3.2"))
        let plan = try stage.plan(
            ["/bin/sh", "-c", "sleep 600 & echo r > \(ready.path); read line < \(go.path); kill $!"],
            environment: [
                EnvironmentEntry("SWEEP_RUN_ID", "\(attempt.run)"), EnvironmentEntry("SWEEP_ATTEMPT", "2"),
            ])
        stage.send(plan)
        _ = try ready.line()
        let found = Set(ProcessTable.processes(of: attempt).map(\.pid))
        #expect(found.count == 2)
        #expect(found == Set(ProcessTable.descendants(of: stage.pid).map(\.pid)))
        #expect(ProcessTable.processes(of: AttemptID(run: attempt.run, number: 1)).isEmpty)
        go.release()
        #expect(try stage.hasDone(plan))
        #expect(ProcessTable.processes(of: attempt).isEmpty)
    }
}
