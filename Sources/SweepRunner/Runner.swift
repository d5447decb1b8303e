internal import CSweepShims
internal import Glibc
package import SweepModel

/// Serves plans one after another, each as an attempt of its own, until the agent's end of the stream closes.
///
/// Answers, one line a plan:
/// - `done ATTEMPT RECORD`: it ran, no process of it is left, and `exit.json`, which is RECORD, is in place.
/// - `refused ATTEMPT`: another holds its lock, or `started.json` exists; nothing was done.
/// - `busy ATTEMPT PATH`: another daemon's attempt holds that lock of a device; nothing was done.
/// - `failed ATTEMPT not-started: REASON`: `started.json` could not be written; nothing was started.
/// - `failed ATTEMPT no-record: REASON`: it ran, but its end could not be recorded: it is lost.
/// - `invalid REASON`: the line was no plan.
///
/// The line `who` is answered as ``RunnerIntroduction`` says.
///
/// Pokes, one datagram each, to whichever agent is there:
/// - `started ATTEMPT NANOSECONDS` (of the start, since 1970), a moment after the start: what ends at once is told
///   once.
/// - `ended ATTEMPT`, where the agent of the stream has gone and cannot hear `done`.
///
/// Signals count from `started.json` on, those before are forgotten: SIGTERM begins the stop sequence, SIGUSR1
/// kills at once. Neither ends the runner.
package struct Runner {
    /// How often, and with which delay in microseconds, an exit record is tried where the disk is full.
    private static let recordTries = 50
    private static let recordDelay: UInt32 = 100_000

    private let link: AgentLink
    private let instruments: Instruments
    private let identity: ProcessIdentity
    private var unsynced = UnsyncedRecords()

    /// - Throws: a fault of kind `usage` where the descriptor is no socket, `failed` where the kernel refuses
    ///   what a runner needs.
    package init(stream: Int32) throws(Fault) {
        link = try AgentLink(stream: stream)
        do throws(SystemFailure) {
            instruments = try Instruments()
        } catch {
            throw Fault(.failed, error.message)
        }
        guard let identity = ProcessTable.identity(of: getpid()) else {
            throw Fault(.failed, "cannot read '/proc': it does not show the runner itself")
        }
        self.identity = identity
    }

    /// Returns once the agent's end is closed and the last attempt has ended.
    package mutating func serve() {
        while let line = link.nextLine(whenIdle: { unsynced.sync() }) { serve(line) }
        unsynced.sync()
    }

    private mutating func serve(_ line: [UInt8]) {
        if line.elementsEqual(RunnerIntroduction.request.utf8) {
            _ = link.answer(RunnerIntroduction.line(identity))
            return
        }
        guard let json = try? JSONParser.parse(line), let plan = RunnerPlan(json: json) else {
            _ = link.answer("invalid plan")
            return
        }
        do throws(SystemFailure) {
            let answer = try attempt(plan)
            if !link.answer(answer), answer.hasPrefix("done ") { link.poke(plan.agentSocket, "ended \(plan.attempt)") }
        } catch {
            _ = link.answer("failed \(plan.attempt) not-started: \(error.message)")
        }
    }

    /// Executes a plan and returns the answer. The lock is held from before `started.json` until after `exit.json`,
    /// and free again when the answer goes.
    private mutating func attempt(_ plan: RunnerPlan) throws(SystemFailure) -> String {
        let folder = try RecordFolder(path: plan.records)
        var devices: [HeldLock] = []
        for lock in plan.locks {
            guard let held = try HeldLock.take(lock) else { return "busy \(plan.attempt) \(lock.path)" }
            devices.append(held)
        }
        guard let lock = try claim(plan, folder) else { return "refused \(plan.attempt)" }
        defer { withExtendedLifetime((lock, devices)) {} }
        let reserved = folder.reserve(RecordFolder.Name.exit)
        let record = Attempt.run(plan, in: folder, with: instruments) { startedAt in
            link.poke(plan.agentSocket, "started \(plan.attempt) \(startedAt.nanoseconds)")
        }
        return conclude(plan, folder, record, reserved)
    }

    /// The lock of an attempt that nobody started or gave up yet, once `started.json` says that it is ours.
    private func claim(_ plan: RunnerPlan, _ folder: RecordFolder) throws(SystemFailure) -> Descriptor? {
        guard let lock = try folder.lock() else { return nil }
        instruments.forgetSignals()
        let now = Instant(nanoseconds: sweep_wall_nanoseconds())
        let record = StartRecord(attempt: plan.attempt, process: identity, startedAt: now)
        return try folder.create(RecordFolder.Name.started, Array(record.json.text().utf8)) ? lock : nil
    }

    private mutating func conclude(
        _ plan: RunnerPlan, _ folder: RecordFolder, _ record: ExitRecord, _ reserved: Descriptor?
    ) -> String {
        do throws(SystemFailure) {
            let text = record.json.text()
            let file = try write(Array(text.utf8), folder, reserved)
            unsynced.append(file, in: folder)
            return "done \(plan.attempt) \(text)"
        } catch {
            return "failed \(plan.attempt) no-record: \(error.message)"
        }
    }

    /// Puts the exit record in place. Where no room was set aside for it, or the program took that away, it is
    /// written anew, and waits a while for room on a full disk.
    private func write(
        _ bytes: [UInt8], _ folder: RecordFolder, _ reserved: Descriptor?
    ) throws(SystemFailure) -> Descriptor {
        var file = reserved
        for _ in 1..<Self.recordTries {
            do throws(SystemFailure) {
                return try folder.replace(RecordFolder.Name.exit, bytes, in: file)
            } catch {
                guard file != nil || [ENOSPC, EDQUOT, EIO].contains(error.number) else { throw error }
                if file == nil { usleep(Self.recordDelay) }
                file = nil
            }
        }
        return try folder.replace(RecordFolder.Name.exit, bytes, in: nil)
    }
}
