/// The life of one attempt as its agent sees it: events in, actions out. Package only for its table of tests.
package struct FollowMachine: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Folder, working copy and plan are being made.
        case preparing(stopping: Bool)
        /// A runner has the plan and has not yet said that it began.
        case handed(stopping: Bool)
        case running(stopping: Bool)
        case gone
    }

    package enum Event: Hashable, Sendable, CaseIterable {
        case prepared
        case preparationFailed
        case started
        case ended
        /// The runner would not take the attempt: it was abandoned, or is another's.
        case refused
        /// The runner's process is gone.
        case vanished
        case stopRequested
    }

    package enum Action: Hashable, Sendable {
        case handOver
        case tellStarted
        case signalStop
        case conclude(Conclusion)
    }

    package enum Conclusion: Hashable, Sendable {
        case neverStarted
        case launchFailed
        /// The records say how it ended, or whether it began at all.
        case readRecords
        /// It began; the records, or their absence, say how it ended.
        case readEnd
    }

    package private(set) var state: State

    package init() { state = .preparing(stopping: false) }

    /// Of an attempt that an earlier agent launched.
    ///
    /// - Parameter began: whether its runner is known to have begun.
    package init(adoptedAfterBeginning began: Bool) {
        state = began ? .running(stopping: false) : .handed(stopping: false)
    }

    package mutating func handle(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.preparing(stopping: false), .prepared):
            state = .handed(stopping: false)
            return [.handOver]
        case (.preparing(stopping: true), .prepared): return conclude(.neverStarted)
        case (.preparing(stopping: false), .preparationFailed): return conclude(.launchFailed)
        case (.preparing(stopping: true), .preparationFailed): return conclude(.neverStarted)
        case (.preparing, .stopRequested):
            state = .preparing(stopping: true)
            return []
        case (.handed(let stopping), .started):
            state = .running(stopping: stopping)
            return stopping ? [.tellStarted, .signalStop] : [.tellStarted]
        case (.handed, .refused): return conclude(.neverStarted)
        case (.handed, .preparationFailed): return conclude(.launchFailed)
        // The runner forgets what comes before it begins, so that it is told again then; an engine may take its time.
        case (.handed(stopping: false), .stopRequested):
            state = .handed(stopping: true)
            return [.signalStop]
        case (.running(stopping: false), .stopRequested):
            state = .running(stopping: true)
            return [.signalStop]
        case (.handed, .ended), (.handed, .vanished): return conclude(.readRecords)
        case (.running, .ended), (.running, .vanished): return conclude(.readEnd)
        case (.preparing, _), (.handed, _), (.running, _), (.gone, _): return []
        }
    }

    private mutating func conclude(_ conclusion: Conclusion) -> [Action] {
        state = .gone
        return [.conclude(conclusion)]
    }
}
