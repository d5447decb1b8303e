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
    private let tell: @Sendable (AgentEvent) -> Void
    private let executor = QueueExecutor(label: "sweepd.capture")
    private let isDue = Atomic(false)
    private var captured: MetricsCaptured
    private var isPolling = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter tell: is called with newly read metrics.
    init(_ plan: LaunchPlan, resume: CaptureResume, tell: @escaping @Sendable (AgentEvent) -> Void) {
        attempt = plan.attempt
        captured = MetricsCaptured(plan, resume: resume)
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

    /// Finds out how the attempt ended, reads to the end what it reported, writes its manifest, and tells its end.
    ///
    /// - Parameter devices: what it used of its devices.
    /// - Returns: what is left of the manifest, where that takes time.
    func close(_ closing: AttemptClosing, devices: [DeviceUsage] = []) -> ManifestCompletion? {
        var conclusion = closing.conclusion
        var ending = conclusion.run(closing.how)
        defer { tell(ending) }
        guard case .ended(_, var end) = ending else { return nil }
        end.devices = devices
        ending = .ended(attempt, end)
        captured.end(conclusion.exit)
        finish()
        report(captured.used(end.devices, at: end.at))
        captured.redactFile()
        let completion = ManifestCompletion(closing, end: end, exit: conclusion.exit, report: captured.report)
        completion.writeNow()
        return completion.takesTime ? completion : nil
    }

    /// ``close(_:)`` on the caller's thread, which waits for what is being read.
    nonisolated func closeNow(_ closing: AttemptClosing) -> ManifestCompletion? {
        executor.queue.sync { assumeIsolated { $0.close(closing) } }
    }

    private func finish() {
        isPolling = false
        while readPiece().isMore {}
        report(captured.finish(at: Clock.now()))
    }

    private func read() {
        isDue.store(false, ordering: .relaxed)
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
