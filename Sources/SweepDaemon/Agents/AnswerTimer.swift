internal import Dispatch
internal import SweepModel

/// Rings once, unless it is cancelled before; then nothing of it stays, however many questions are answered meanwhile.
final class AnswerTimer: Sendable {
    private static let queue = DispatchQueue(label: "sweepd.answers")

    // Set up here, and from then on only cancelled, which any thread may.
    nonisolated(unsafe) private let source = DispatchSource.makeTimerSource(queue: queue)

    init(after span: Span, ring: @escaping @Sendable () -> Void) {
        source.schedule(deadline: .now() + .nanoseconds(Int(span.nanoseconds)))
        source.setEventHandler(handler: ring)
        source.activate()
    }

    deinit { source.cancel() }

    func cancel() { source.cancel() }
}
