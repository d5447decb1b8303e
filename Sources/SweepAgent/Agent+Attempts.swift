internal import Dispatch
internal import SweepModel
internal import SweepRecords

/// The interpreter of each attempt's machine: what it decides is done here.
extension Agent {
    /// What a stop takes beyond its grace: SIGTERM's seconds, and records on a slow disk.
    private static let stopReserve = Span.seconds(60)

    func prepared(_ attempt: AttemptID, _ result: Result<PreparedAttempt, Fault>) {
        switch result {
        case .success(let prepared):
            followed[attempt]?.prepared = prepared
            for note in prepared.notes { tell(.noted(attempt, note)) }
            followed[attempt]?.capture.hide(prepared.secrets)
            apply(.prepared, to: attempt)
        case .failure(let fault):
            followed[attempt]?.failure = fault
            apply(.preparationFailed, to: attempt)
        }
    }

    func apply(_ event: FollowMachine.Event, to attempt: AttemptID) {
        guard let follow = followed[attempt] else { return }
        for action in follow.machine.handle(event) {
            switch action {
            case .handOver: handOver(follow)
            case .tellStarted: tellStarted(follow)
            case .signalStop: follow.runner?.stop()
            case .conclude(let conclusion): conclude(follow, conclusion)
            }
        }
    }

    private func handOver(_ follow: Followed) {
        guard let prepared = follow.prepared else { return }
        do throws(Fault) {
            let runner = if let ready = idle.popLast() { ready } else { try startRunner(follow.plan) }
            runner.attempt = follow.plan.attempt
            follow.runner = runner
            var runnerPlan = prepared.runnerPlan
            if runner.isUnit { runnerPlan.unit = follow.plan.attempt.hostName }
            runner.send(runnerPlan)
        } catch {
            follow.failure = error
            conclude(follow, .launchFailed)
        }
    }

    private func startRunner(_ plan: LaunchPlan) throws(Fault) -> RunnerProcess {
        let executable = configuration.runnerExecutable
        let runner =
            if let units = configuration.units {
                try RunnerProcess.startUnit(
                    plan.attempt, limits: plan.unitLimits,
                    stopTime: Span(nanoseconds: plan.stopGrace.nanoseconds + Self.stopReserve.nanoseconds),
                    executable: executable, by: units
                ) { [weak self] fault in self?.soon { $0.notStarted(plan.attempt, fault) } }
            } else {
                try RunnerProcess.start(executable: executable)
            }
        activate(runner)
        return runner
    }

    /// The manager may start the unit all the same, only later: its runner is given nothing to do then, and ends. One that
    /// has told who it is, is at work.
    private func notStarted(_ attempt: AttemptID, _ fault: Fault) {
        guard let follow = followed[attempt], let runner = follow.runner, runner.isAwaited else { return }
        follow.failure = fault
        runner.attempt = nil
        runner.dismiss()
        apply(.preparationFailed, to: attempt)
    }

    func activate(_ runner: RunnerProcess) {
        // Sources call back on the agent's queue, to which the runner is confined.
        nonisolated(unsafe) let confined = runner
        // Where the agent is no more, a source that nobody cancels would be called for ever.
        runner.activate(on: executor.queue) { [weak self] in
            guard let self else { return confined.dismiss() }
            assumeIsolated { $0.runnerReadable(confined) }
        } onExit: { [weak self] in
            guard let self else { return confined.reap() }
            assumeIsolated { $0.runnerExited(confined) }
        }
    }

    /// Keeps an idle runner for the next attempt, or lets it end.
    func park(_ runner: RunnerProcess) {
        guard idle.count < configuration.idleRunnersMax, !runner.isUnit else { return runner.dismiss() }
        idle.append(runner)
    }

    private func tellStarted(_ follow: Followed) {
        let startedAt = follow.startedAt ?? Clock.now()
        tell(.started(follow.plan.attempt, at: startedAt))
        if !follow.plan.devices.isEmpty { configuration.observer?.began(follow.plan, at: startedAt) }
        if newborn.isEmpty {
            executor.queue.asyncAfter(deadline: .now() + AttemptCapture.delay) { [weak self] in
                self?.assumeIsolated { $0.captureNewborn() }
            }
        }
        newborn.append(follow.plan.attempt)
    }

    /// Begins to read what those attempts report that did not end at once; the others are read when they have ended.
    private func captureNewborn() {
        for attempt in newborn {
            guard let follow = followed[attempt] else { continue }
            beginCapture(of: follow)
            askImage(of: follow.plan)
        }
        newborn = []
    }

    /// Asks an image for its packages while a run of it goes on, so that its manifest need not wait.
    private func askImage(of plan: LaunchPlan) {
        guard plan.container != nil, let interpreter = plan.interpreter(on: configuration.host) else { return }
        Task { [packages] in try? await packages.facts(of: interpreter) }
    }

    func beginCapture(of follow: Followed) {
        let capture = follow.capture
        follow.isCaptured = true
        let devices = follow.plan.devices.map(\.device.id.text)
        if !devices.isEmpty { follow.deviceReport = Task { await DeviceReport.take(of: devices) } }
        if watch?.add(follow.plan.attempt, folder: follow.plan.layout.records) == true {
            capture.readSoon()
        } else {
            Task { await capture.poll() }
        }
    }

    /// Lets go of an attempt; its end is told as soon as it is known, and its manifest complete when it has settled.
    func conclude(_ follow: Followed, _ conclusion: FollowMachine.Conclusion) {
        let attempt = follow.plan.attempt
        followed[attempt] = nil
        watch?.remove(attempt)
        let closing = AttemptClosing(
            plan: follow.plan, folder: follow.prepared?.folder, wasStopped: follow.wasStopped, packages: packages,
            interpreter: follow.plan.interpreter(on: configuration.host),
            conclusion: AttemptConclusion(
                follow.plan, exit: follow.exit, failure: follow.failure, cause: follow.stopCause,
                endedUnseen: follow.endedUnseen, configuration: configuration),
            how: conclusion, deviceReport: follow.deviceReport)
        let capture = follow.capture
        let observer = follow.plan.devices.isEmpty ? nil : configuration.observer
        // What ended at once has little to read: mostly not worth a change of threads.
        if !follow.isCaptured, observer == nil, let closed = capture.closeNow(closing) {
            return settle(follow.plan, closed)
        }
        settling[attempt] = Task.immediate {
            let devices = await observer?.ended(attempt) ?? []
            settle(follow.plan, await capture.close(closing, devices: devices))
        }
        self.closing[attempt] = settling[attempt]
    }

    private func settle(_ plan: LaunchPlan, _ closed: AttemptCapture.Closed) {
        let attempt = plan.attempt
        closing[attempt] = nil
        guard case .told(let completion) = closed else { return settling[attempt] = nil }
        // Not before what was left of it has been killed.
        if plan.container != nil { remove(Leftover(layout: plan.layout, engine: plan.engine)) }
        followers.removeValue(forKey: attempt)?.values.forEach { $0.finish() }
        settling[attempt] = completion.map { completion in
            Task {
                await completion.writeAll()
                settling[attempt] = nil
            }
        }
    }
}
