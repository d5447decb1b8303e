internal import Dispatch
internal import SweepModel
internal import Synchronization

/// Reads what one attempt reports, on a queue of its own: a program that prints a gigabyte holds nobody else up.
///
/// Pieces without metrics are read one after another. After one with metrics comes a pause, so that whoever stores
/// them is not overrun.
actor AttemptCapture {
    /// From the news of a change until it is read, so that a busy writer costs one read for many lines.
    static let delay = DispatchTimeInterval.milliseconds(50)

    private let attempt: AttemptID
    private let room: Room
    private let tell: @Sendable (AgentEvent) -> Void
    private let executor = QueueExecutor(label: "sweepd.capture")
    private let isDue = Atomic(false)
    private var captured: MetricsCaptured
    private var isPolling = false
    /// It has ended, and the rest is read by ``close(_:devices:)``.
    private var isEnded = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - room: of whoever takes them in.
    ///   - tell: is called with newly read metrics.
    init(_ plan: LaunchPlan, resume: CaptureResume, room: Room, tell: @escaping @Sendable (AgentEvent) -> Void) {
        attempt = plan.attempt
        captured = MetricsCaptured(plan, resume: resume)
        self.room = room
        self.tell = tell
    }

    /// Takes the attempt's secrets out of what is read from now on.
    nonisolated func hide(_ secrets: [Secret]) {
        guard !secrets.isEmpty else { return }
        executor.queue.async { self.assumeIsolated { $0.captured.hide(secrets) } }
    }

    /// Reads what was added, after the delay.
    nonisolated func readSoon() {
        guard !isDue.exchange(true, ordering: .relaxed) else { return }
        executor.queue.asyncAfter(deadline: .now() + Self.delay) { [weak self] in
            self?.assumeIsolated { $0.read() }
        }
    }

    /// Reads again and again, where the host cannot tell of changes.
    func poll() {
        isPolling = true
        readSoon()
    }

    /// What came of closing an attempt.
    enum Closed: Sendable {
        /// Its end is told; with what is left of its manifest, where that takes time.
        case told(ManifestCompletion?)
        /// Something of it is still there, and nobody waits for that any more.
        case untold
    }

    /// Finds out how the attempt ended, reads to the end what it reported, writes its manifest, and tells its end.
    ///
    /// - Parameter devices: what it used of its devices.
    func close(_ closing: AttemptClosing, devices: [DeviceUsage] = []) async -> Closed {
        var conclusion = closing.conclusion
        guard let ending = await conclusion.run(closing.how) else { return .untold }
        end(conclusion.exit)
        if case .ended = ending { while readPiece().isMore { await room.wait() } }
        return complete(closing, conclusion, ending, devices)
    }

    /// ``close(_:devices:)`` on the caller's thread, which waits for what is being read; nil where that takes longer than
    /// a moment.
    nonisolated func closeNow(_ closing: AttemptClosing) -> Closed? {
        executor.queue.sync { assumeIsolated { $0.closeAtOnce(closing) } }
    }

    private func closeAtOnce(_ closing: AttemptClosing) -> Closed? {
        var conclusion = closing.conclusion
        guard let ending = conclusion.runNow(closing.how) else { return nil }
        end(conclusion.exit)
        if case .ended = ending, readPiece().isMore { return nil }
        return complete(closing, conclusion, ending, [])
    }

    private func end(_ record: ExitRecord?) {
        (isEnded, isPolling) = (true, false)
        captured.end(record)
    }

    private func complete(
        _ closing: AttemptClosing, _ conclusion: AttemptConclusion, _ ending: AgentEvent, _ devices: [DeviceUsage]
    ) -> Closed {
        guard case .ended(_, var end) = ending else {
            tell(ending)
            return .told(nil)
        }
        end.devices = devices
        report(captured.finish(at: Clock.now()))
        report(captured.used(devices, at: end.at))
        captured.redactFile()
        let completion = ManifestCompletion(closing, end: end, exit: conclusion.exit, report: captured.report)
        completion.writeNow()
        tell(.ended(attempt, end))
        return .told(completion.takesTime ? completion : nil)
    }

    private func read() {
        isDue.store(false, ordering: .relaxed)
        guard !isEnded else { return }
        guard !room.isFull else { return readSoon() }
        var piece = readPiece()
        while piece.isMore, !piece.hasMetrics { piece = readPiece() }
        if piece.isMore || isPolling { readSoon() }
    }

    private func readPiece() -> (hasMetrics: Bool, isMore: Bool) {
        let (points, isMore) = captured.read(at: Clock.now())
        report(points)
        return (!points.isEmpty, isMore)
    }

    private func report(_ points: [MetricPoint]) {
        if !points.isEmpty { tell(.metrics(attempt, points, captured.progress)) }
    }
}
