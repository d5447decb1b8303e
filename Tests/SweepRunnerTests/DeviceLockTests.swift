import CSweepShims
import Glibc
import SweepModel
import SweepRunner
import Testing

/// The locks by which daemons keep off each other's GPUs.
@Suite struct DeviceLockTests {
    private static let device = DeviceID("GPU-1")

    private func lock(_ stage: RunnerStage, sharer: String? = nil) -> DeviceLock {
        DeviceLock(path: DeviceLock.path(of: Self.device, in: stage.folder), sharer: sharer)
    }

    private func plan(_ stage: RunnerStage, _ lock: DeviceLock, _ script: String = "true") throws -> RunnerPlan {
        var plan = try stage.shell(script)
        plan.locks = [lock]
        return plan
    }

    @Test func `a device is locked while an attempt lives, and free when it has been told ended`() throws {
        let stage = try RunnerStage()
        let lock = lock(stage)
        #expect(lock.path.hasSuffix("/sweepd-GPU-1"))
        let script = "flock -n \(lock.path) true; echo $?"
        let plan = try plan(stage, lock, script)
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
        #expect(try stage.output(plan) == "1\n", "another could not lock it")
        #expect(HeldLock.isFree(lock))
    }

    @Test func `an attempt whose device another has is not begun, and may be begun later`() throws {
        let stage = try RunnerStage()
        let lock = lock(stage)
        let file = open(lock.path, O_RDWR | O_CREAT, 0o666)
        try #require(file >= 0 && flock(file, LOCK_EX) == 0)
        var plan = try plan(stage, lock)
        stage.send(plan)
        #expect(try stage.answer() == "busy \(plan.attempt) \(lock.path)")
        #expect(access(plan.records + "/started.json", F_OK) != 0)
        #expect(!HeldLock.isFree(lock))
        close(file)
        plan.locks = [lock]
        #expect(try stage.record(of: plan).outcome == .exited(code: 0))
    }

    @Test func `attempts of one daemon share a device, those of two never do`() throws {
        let (first, second) = (try RunnerStage(), try RunnerStage())
        let mine = lock(first, sharer: "first")
        let (begun, gate) = (first.folder + "/begun", first.folder + "/gate")
        try #require(mkfifo(begun, 0o600) == 0 && mkfifo(gate, 0o600) == 0)
        let waiting = try plan(first, mine, "echo > \(begun); read line < \(gate)")
        first.send(waiting)
        let signal = open(begun, O_RDONLY)
        var byte: UInt8 = 0
        try #require(read(signal, &byte, 1) == 1)
        close(signal)
        let pipe = open(gate, O_RDWR)
        #expect(try second.record(of: plan(second, mine)).outcome == .exited(code: 0))
        for other in [lock(first, sharer: "second"), lock(first)] {
            let refused = try plan(second, other)
            second.send(refused)
            #expect(try second.answer().hasPrefix("busy "))
            #expect(!HeldLock.isFree(other))
        }
        #expect(HeldLock.isFree(mine))
        try #require(write(pipe, "\n", 1) == 1)
        #expect(try first.hasDone(waiting))
        #expect(HeldLock.isFree(lock(first, sharer: "second")))
        close(pipe)
    }

    @Test(arguments: ["fifo", "folder", "link"])
    func `a lock that somebody keeps closed is waited for`(kind: String) throws {
        let stage = try RunnerStage()
        let lock = lock(stage)
        // Root may open whatever has no rights; what is no file at all it may not lock either.
        switch kind {
        case "fifo": try #require(mkfifo(lock.path, 0o600) == 0)
        case "folder": try #require(mkdir(lock.path, 0o700) == 0)
        default: try #require(symlink("/etc/hostname", lock.path) == 0)
        }
        #expect(HeldLock.keeper(of: lock) == geteuid() && !HeldLock.isFree(lock))
        let plan = try plan(stage, lock)
        stage.send(plan)
        #expect(try stage.answer() == "busy \(plan.attempt) \(lock.path)")
        try #require(remove(lock.path) == 0)
        HeldLock.provide(lock.path)
        var facts = stat()
        #expect(stat(lock.path, &facts) == 0 && facts.st_mode & 0o777 == 0o666)
        #expect(HeldLock.keeper(of: lock) == nil && HeldLock.isFree(lock))
    }

    @Test func `a lock that cannot be had at all says why`() throws {
        let stage = try RunnerStage()
        let plan = try plan(stage, DeviceLock(path: "/no/such/folder/sweepd-GPU-1", sharer: nil))
        stage.send(plan)
        let answer = try stage.answer()
        #expect(answer.hasPrefix("failed \(plan.attempt) not-started: cannot make '/no/such/folder/sweepd-GPU-1'"))
    }
}
