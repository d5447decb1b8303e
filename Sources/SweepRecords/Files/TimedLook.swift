internal import Dispatch
package import SweepModel
internal import Synchronization

/// A look at files that may lie on a server which does not answer: it blocks whoever asks, for as long as it likes.
package enum TimedLook {
    /// Where somebody still waits for an answer that is overdue. Nobody else is sent there.
    private static let overdue = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - place: the path that is looked at.
    ///   - deadline: how long the answer may take.
    ///   - look: may block for ever.
    /// - Returns: nil where there was no answer in time.
    package static func at<Value: Sendable>(
        _ place: String, deadline: Span, _ look: @escaping @Sendable () -> Value
    ) async -> Value? {
        guard !overdue.withLock({ $0.contains(place) }) else { return nil }
        return await withCheckedContinuation { continuation in
            let answer = Answer(continuation)
            // Cancelled by the thread that answers, and read by none before it is scheduled.
            nonisolated(unsafe) let alarm = DispatchWorkItem {
                answer.give(nil) { _ = overdue.withLock { $0.insert(place) } }
            }
            DispatchQueue(label: "sweepd.look.alarm").asyncAfter(
                deadline: .now() + .nanoseconds(Int(deadline.nanoseconds)), execute: alarm)
            // A queue of its own, whose thread is lost where the answer never comes.
            DispatchQueue(label: "sweepd.look").async {
                let isInTime = answer.give(look())
                alarm.cancel()
                if !isInTime { _ = overdue.withLock { $0.remove(place) } }
            }
        }
    }
}

/// The first of two answers is the one that counts.
private final class Answer<Value: Sendable>: Sendable {
    private let waiting: Mutex<CheckedContinuation<Value?, Never>?>

    init(_ continuation: CheckedContinuation<Value?, Never>) { waiting = Mutex(continuation) }

    /// - Parameter first: done before anybody else may answer, where nobody has.
    /// - Returns: whether it was the first.
    @discardableResult
    func give(_ value: Value?, first: () -> Void = {}) -> Bool {
        let continuation = waiting.withLock { waiting in
            if waiting != nil { first() }
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: value)
        return continuation != nil
    }
}
