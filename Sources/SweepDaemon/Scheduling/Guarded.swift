internal import Synchronization

/// A reference that only one thread at a time may use.
///
/// Like `Mutex`, for a state that a transaction's closure works on together with the transaction: `Mutex` would have
/// the compiler keep the two apart.
final class Guarded<State>: @unchecked Sendable {
    private let lock = Mutex<Void>(())
    private var state: State

    init(_ state: State) { self.state = state }

    func withLock<Result: Sendable, Failure: Error>(
        _ body: (State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.withLock { _ throws(Failure) in try body(state) }
    }

    /// Puts another in its place; where none can be made, it stays.
    func replace<Failure: Error>(_ make: (State) throws(Failure) -> State) throws(Failure) {
        try lock.withLock { _ throws(Failure) in state = try make(state) }
    }
}
