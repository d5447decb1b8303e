internal import Dispatch
package import SweepModel
internal import SweepRecords

/// Launches, follows, adopts and captures the attempts of one user: launch plans in, events out.
///
/// What it knows of attempts is confined to one dispatch queue; files are copied and output is read on others. Nothing
/// is polled. An attempt's runner outlives the agent, and the next agent takes it over with ``adopt(_:began:resume:)``.
package actor Agent {
    let configuration: AgentConfiguration
    private let executor: QueueExecutor
    private let workQueues = (0..<4).map { DispatchQueue(label: "sweepd.agent.work.\($0)") }
    private let tell: @Sendable (AgentEvent) -> Void
    private var socket: AgentSocket?
    private var watch: FileWatch?
    private var followed: [AttemptID: Followed] = [:]
    private var idle: [RunnerProcess] = []
    /// Attempts that began a moment ago.
    private var newborn: [AttemptID] = []
    private var settling: [AttemptID: Task<Void, Never>] = [:]
    private var followers: [AttemptID: [UInt64: AsyncStream<Void>.Continuation]] = [:]
    private var followerNumber: UInt64 = 0
    private let packages: PythonPackages
    private let manifests = ManifestWriter(host: .gather())
    private let facts = SweepFactsCache()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter tell: is called with what happened, on some queue; with each attempt's events in their order.
    package init(configuration: AgentConfiguration, tell: @escaping @Sendable (AgentEvent) -> Void) {
        self.configuration = configuration
        self.tell = tell
        executor = QueueExecutor(label: "sweepd.agent")
        packages = PythonPackages(folder: configuration.pythonFolder)
    }

    /// Begins to listen to runners.
    ///
    /// - Throws: a ``Fault`` with code `failed` where the socket or the file watch cannot be had.
    package func start() throws(Fault) {
        socket = try AgentSocket(path: configuration.agentSocket, queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.receiveMessages() }
        }
        watch = try FileWatch(queue: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.filesChanged() }
        }
    }

    /// Executes an attempt, without waiting for anything; its end is told.
    package nonisolated func launch(_ plan: LaunchPlan) {
        let preparation = AttemptPreparation(
            plan: plan, configuration: configuration, manifests: manifests, facts: facts)
        guard preparation.takesTime else {
            return soon { agent in
                agent.follow(plan)
                agent.prepared(plan.attempt, preparation.run())
            }
        }
        soon { $0.follow(plan) }
        workQueues[plan.attempt.run.index % workQueues.count].async {
            let result = preparation.run()
            self.soon { $0.prepared(plan.attempt, result) }
        }
    }

    /// Asks a live attempt to stop by its stop sequence, without waiting for anything.
    package nonisolated func stop(_ attempt: AttemptID) {
        soon { agent in
            agent.followed[attempt]?.wasStopped = true
            agent.apply(.stopRequested, to: attempt)
        }
    }

    private func follow(_ plan: LaunchPlan) {
        let capture = AttemptCapture(plan, resume: CaptureResume(), tell: tell)
        followed[plan.attempt] = Followed(plan: plan, machine: FollowMachine(), capture: capture)
    }

    /// Does something on the agent's queue, after what is there already.
    private nonisolated func soon(_ body: @escaping @Sendable (isolated Agent) -> Void) {
        executor.queue.async { self.assumeIsolated(body) }
    }

    /// Takes over an attempt that an earlier agent launched, or finds out how it ended.
    ///
    /// - Parameter began: whether its runner is known to have begun.
    /// - Returns: what is to be told first: that it has begun, where that is news.
    package func adopt(_ plan: LaunchPlan, began: Bool, resume: CaptureResume) -> AgentEvent? {
        let attempt = plan.attempt
        let capture = AttemptCapture(plan, resume: resume, tell: tell)
        let follow = Followed(plan: plan, machine: FollowMachine(adoptedAfterBeginning: began), capture: capture)
        followed[attempt] = follow
        switch AttemptClassification.classify(plan.layout, bootID: configuration.bootID) {
        case .alive(let start, let runner):
            runner.attempt = attempt
            follow.runner = runner
            _ = follow.machine.handle(.started)
            activate(runner)
            beginCapture(of: follow)
            // It may have ended between the look at its records and the watch on its process.
            if AttemptClassification.hasEnded(plan.layout) { apply(.ended, to: attempt) }
            return began ? nil : .started(attempt, at: start.startedAt)
        case .ended: apply(.ended, to: attempt)
        case .neverStarted: conclude(follow, began ? .readEnd : .neverStarted)
        }
        return nil
    }

    /// Waits until everything of an ended attempt is on disk, its artifacts' digests included.
    package func settled(_ attempt: AttemptID) async {
        while let task = settling[attempt] { await task.value }
    }

    /// Lets go of everything; live attempts go on.
    package func shutDown() {
        for runner in idle { runner.dismiss() }
        for follow in followed.values { follow.runner?.dismiss() }
        idle = []
        followed = [:]
        socket?.close()
        watch?.close()
    }
}

// MARK: What runners and files tell

extension Agent {
    private func receiveMessages() {
        for news in socket?.receive() ?? [] {
            switch news {
            case .started(let attempt, let instant):
                followed[attempt]?.startedAt = instant
                apply(.started, to: attempt)
            case .ended(let attempt): apply(.ended, to: attempt)
            }
        }
    }

    private func filesChanged() {
        for attempt in watch?.changed() ?? [] {
            followed[attempt]?.capture.readSoon()
            ringFollowers(of: attempt)
        }
    }

    private func runnerReadable(_ runner: RunnerProcess) {
        for line in runner.receiveLines() {
            if let attempt = runner.attempt { answered(line, by: attempt) }
            runner.attempt = nil
            park(runner)
        }
    }

    /// What a runner says when it is done with an attempt; where it says no more, the records say how it ended.
    private func answered(_ line: String, by attempt: AttemptID) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        switch (words.first, words.count == 3 ? words[2] : "") {
        case ("refused", _), ("invalid", _): apply(.refused, to: attempt)
        case ("failed", let why) where why.hasPrefix("not-started"):
            followed[attempt]?.failure = Fault(.failed, why)
            apply(.preparationFailed, to: attempt)
        case ("failed", let why):
            followed[attempt]?.failure = Fault(.failed, why)
            apply(.ended, to: attempt)
        case ("done", let record):
            followed[attempt]?.exit = AttemptRecords.exit(record, of: attempt)
            apply(.ended, to: attempt)
        default: apply(.ended, to: attempt)
        }
    }

    private func runnerExited(_ runner: RunnerProcess) {
        idle.removeAll { $0 === runner }
        let attempt = runner.attempt
        runner.reap()
        if let attempt { apply(.vanished, to: attempt) }
    }
}

// MARK: The machine's interpreter

extension Agent {
    private func prepared(_ attempt: AttemptID, _ result: Result<PreparedAttempt, Fault>) {
        switch result {
        case .success(let prepared):
            followed[attempt]?.prepared = prepared
            for note in prepared.notes { tell(.noted(attempt, note)) }
            apply(.prepared, to: attempt)
        case .failure(let fault):
            followed[attempt]?.failure = fault
            apply(.preparationFailed, to: attempt)
        }
    }

    private func apply(_ event: FollowMachine.Event, to attempt: AttemptID) {
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
            let runner = if let ready = idle.popLast() { ready } else { try startRunner() }
            runner.attempt = follow.plan.attempt
            follow.runner = runner
            runner.send(prepared.runnerPlan)
        } catch {
            follow.failure = error
            conclude(follow, .launchFailed)
        }
    }

    private func startRunner() throws(Fault) -> RunnerProcess {
        let runner = try RunnerProcess.start(executable: configuration.runnerExecutable)
        activate(runner)
        return runner
    }

    private func activate(_ runner: RunnerProcess) {
        // Sources call back on the agent's queue, to which the runner is confined.
        nonisolated(unsafe) let confined = runner
        runner.activate(on: executor.queue) { [weak self] in
            self?.assumeIsolated { $0.runnerReadable(confined) }
        } onExit: { [weak self] in
            self?.assumeIsolated { $0.runnerExited(confined) }
        }
    }

    /// Keeps an idle runner for the next attempt, or lets it end.
    private func park(_ runner: RunnerProcess) {
        guard idle.count < configuration.idleRunnersMax else { return runner.dismiss() }
        idle.append(runner)
    }

    private func tellStarted(_ follow: Followed) {
        tell(.started(follow.plan.attempt, at: follow.startedAt ?? Clock.now()))
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
            if let follow = followed[attempt] { beginCapture(of: follow) }
        }
        newborn = []
    }

    private func beginCapture(of follow: Followed) {
        let capture = follow.capture
        follow.isCaptured = true
        if watch?.add(follow.plan.attempt, folder: follow.plan.layout.records) == true {
            capture.readSoon()
        } else {
            Task { await capture.poll() }
        }
    }

    /// Lets go of an attempt; its end is told as soon as it is known, and its manifest complete when it has settled.
    private func conclude(_ follow: Followed, _ conclusion: FollowMachine.Conclusion) {
        let attempt = follow.plan.attempt
        followed[attempt] = nil
        watch?.remove(attempt)
        let closing = AttemptClosing(
            plan: follow.plan, folder: follow.prepared?.folder, wasStopped: follow.wasStopped, packages: packages,
            conclusion: AttemptConclusion(
                follow.plan, exit: follow.exit, failure: follow.failure, configuration: configuration),
            how: conclusion)
        let capture = follow.capture
        // What ended at once has little to read: not worth a change of threads.
        if !follow.isCaptured { return settle(attempt, capture.closeNow(closing)) }
        settling[attempt] = Task.immediate { settle(attempt, await capture.close(closing)) }
    }

    private func settle(_ attempt: AttemptID, _ completion: ManifestCompletion?) {
        followers.removeValue(forKey: attempt)?.values.forEach { $0.finish() }
        settling[attempt] = completion.map { completion in
            Task {
                await completion.writeAll()
                settling[attempt] = nil
            }
        }
    }
}

// MARK: Followers of output

extension Agent {
    /// One element at once and one whenever an attempt wrote something; ends when the attempt has.
    package func changes(of attempt: AttemptID) -> AsyncStream<Void> {
        let (stream, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        guard followed[attempt] != nil else {
            bell.finish()
            return stream
        }
        followerNumber += 1
        let number = followerNumber
        followers[attempt, default: [:]][number] = bell
        bell.onTermination = { [weak self] _ in
            guard let self else { return }
            Task { await self.forgetFollower(number, of: attempt) }
        }
        return stream
    }

    private func forgetFollower(_ number: UInt64, of attempt: AttemptID) { followers[attempt]?[number] = nil }

    private func ringFollowers(of attempt: AttemptID) {
        followers[attempt]?.values.forEach { $0.yield() }
    }
}
