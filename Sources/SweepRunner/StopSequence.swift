internal import SweepModel

/// How an attempt is brought to its end: who is signalled when, and what the record says was the cause.
///
/// ```
/// running ─ time limit or request → interrupted ─ grace over → terminated ─ 5 s → killing
///    ├─ the program ended, descendants are left ───────────────→ terminated
///    └─ it ended within a container ─→ leaving ─ 10 s ─────────→ terminated
/// running ─ start limit ─→ killing      any ─ kill request → killing, repeated until nothing is left
/// ```
/// Pure: no clock and no process is touched here. Times are nanoseconds since boot.
struct StopSequence {
    enum Action { case none, interruptGroup, terminateGroup, terminateDescendants, killDescendants }

    private enum Phase { case running, interrupted, leaving, terminated, killing }

    private static let killDelay: Int64 = 5_000_000_000
    private static let killRepeat: Int64 = 100_000_000
    /// How long an engine may take to put a container away whose program has ended.
    private static let leaveDelay: Int64 = 10_000_000_000

    private var phase = Phase.running
    private var programEnded = false
    private let grace: Int64
    /// What the record says; settled once the program ended.
    private(set) var cause = ExitRecord.Stop.none
    /// When ``timerFired(at:)`` is to be called; nil for never.
    private(set) var deadline: Int64?
    private let timeLimit: Span?
    private var startLimit: Int64?
    /// It was killed because it did not begin in time.
    private(set) var startedTooLate = false

    /// - Parameter startLimit: how long it may take until ``began(at:)``, from which on the time limit counts; nil where
    ///   it begins at once.
    init(timeLimit: Span?, grace: Span, startedAt: Int64, startLimit: Span? = nil) {
        self.grace = max(0, grace.nanoseconds)
        self.timeLimit = timeLimit
        self.startLimit = startLimit.flatMap { Self.end(of: $0, from: startedAt) }
        deadline = self.startLimit ?? Self.end(of: timeLimit, from: startedAt)
    }

    private static func end(of span: Span?, from start: Int64) -> Int64? {
        guard let (end, overflow) = span.map({ start.addingReportingOverflow(max(1, $0.nanoseconds)) }) else {
            return nil
        }
        return overflow ? nil : end
    }

    /// The program within the container runs.
    mutating func began(at now: Int64) {
        guard startLimit != nil else { return }
        startLimit = nil
        if phase == .running { deadline = Self.end(of: timeLimit, from: now) }
    }

    /// The program within the container has ended, or could not be started; its engine puts the container away.
    mutating func witnessed(at now: Int64) -> Action {
        programEnded = true
        guard phase != .killing else { return .none }
        phase = .leaving
        deadline = now + Self.leaveDelay
        return .none
    }

    /// A person or the scheduler wants the attempt stopped; again does nothing more.
    mutating func requested(at now: Int64) -> Action {
        guard phase == .running else { return .none }
        cause = .requested
        return interrupt(at: now)
    }

    /// The attempt must end at once.
    mutating func killRequested(at now: Int64) -> Action {
        if cause == .none, !programEnded { cause = .requested }
        return kill(at: now)
    }

    /// The program was reaped, but descendants of it are left.
    mutating func programLeft(at now: Int64) -> Action {
        programEnded = true
        guard phase != .killing else { return kill(at: now) }
        phase = .terminated
        deadline = now + Self.killDelay
        return .terminateDescendants
    }

    mutating func timerFired(at now: Int64) -> Action {
        guard let deadline, now >= deadline else { return .none }
        switch phase {
        case .running:
            if let startLimit, now >= startLimit {
                startedTooLate = true
                return kill(at: now)
            }
            cause = .timeLimit
            return interrupt(at: now)
        case .leaving: return programLeft(at: now)
        case .interrupted:
            phase = .terminated
            self.deadline = now + Self.killDelay
            return .terminateGroup
        case .terminated, .killing:
            return kill(at: now)
        }
    }

    private mutating func interrupt(at now: Int64) -> Action {
        phase = .interrupted
        let (end, overflow) = now.addingReportingOverflow(grace)
        deadline = overflow ? nil : end
        return .interruptGroup
    }

    private mutating func kill(at now: Int64) -> Action {
        phase = .killing
        deadline = now + Self.killRepeat
        return .killDescendants
    }
}
