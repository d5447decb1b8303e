internal import Dispatch
internal import Glibc
internal import SweepModel
internal import Synchronization

/// Calls into libraries that may never come back: each is made by a thread of its own, and waited for only so long.
///
/// What does not answer in time is set aside: later calls are refused at once, until the late one comes back after all.
/// A thread costs less than 0.1 ms and nothing while nobody calls, which is seldom.
final class Deadline: Sendable {
    private let span: Span
    private let late = Atomic<Int>(0)

    init(_ span: Span) { self.span = span }

    /// How long a call may take.
    var text: String { span.text }

    /// Whether a call has not come back yet that should have.
    var isExceeded: Bool { late.load(ordering: .acquiring) > 0 }

    /// The body's result; nil where it did not come in time, or an earlier call is still out.
    func call<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value? {
        guard !isExceeded else { return nil }
        let call = PendingCall(body)
        guard call.start() else { return nil }
        if let value = call.value(within: span) { return value }
        late.add(1, ordering: .acquiringAndReleasing)
        call.onReturn { self.late.subtract(1, ordering: .acquiringAndReleasing) }
        return nil
    }
}

/// One call, its thread, and whoever waits for it.
private final class PendingCall<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var onReturn: (@Sendable () -> Void)?
    }

    private let body: @Sendable () -> Value
    private let state = Mutex(State())
    private let gate = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () -> Value) { self.body = body }

    /// False where the system gives no thread.
    func start() -> Bool {
        var thread = pthread_t()
        let run = Unmanaged.passRetained(Box { [self] in finish() })
        let error = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, run.toOpaque())
        guard error == 0 else {
            run.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func finish() {
        let value = body()
        let onReturn = state.withLock { state in
            state.value = value
            return state.onReturn
        }
        gate.signal()
        onReturn?()
    }

    func value(within span: Span) -> Value? {
        _ = gate.wait(timeout: .now() + .nanoseconds(Int(span.nanoseconds)))
        return state.withLock { $0.value }
    }

    /// Does something when the body has come back; at once where it has already.
    func onReturn(_ action: @escaping @Sendable () -> Void) {
        let isBack = state.withLock { state in
            state.onReturn = action
            return state.value != nil
        }
        if isBack { action() }
    }
}

/// What a C function carries as its one argument.
private final class Box {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}
