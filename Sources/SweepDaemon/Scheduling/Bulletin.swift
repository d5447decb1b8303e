internal import SweepModel
internal import Synchronization

/// Tells whoever follows a sweep that something new is in its history.
///
/// A follower that is slow gets one ring for many events and reads the history from where it was.
final class Bulletin: Sendable {
    private struct Follower {
        /// Nil follows all of them.
        let sweep: SweepID?
        let bell: AsyncStream<Void>.Continuation
    }

    private let followers = Mutex<[UInt64: Follower]>([:])
    private let numbers = Mutex<UInt64>(0)

    /// One element at once, and one whenever something of the sweep was published since the last.
    ///
    /// - Parameter sweep: nil follows all sweeps.
    func follow(_ sweep: SweepID?) -> AsyncStream<Void> {
        let number = numbers.withLock { number in
            number += 1
            return number
        }
        let (stream, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        followers.withLock { $0[number] = Follower(sweep: sweep, bell: bell) }
        bell.onTermination = { [weak self] _ in
            self?.followers.withLock { $0[number] = nil }
        }
        bell.yield()
        return stream
    }

    func publish(_ events: [EventRecord]) {
        guard !events.isEmpty else { return }
        let sweeps = Set(events.map(\.sweep))
        followers.withLock { followers in
            for follower in followers.values where follower.sweep.map(sweeps.contains) ?? true { follower.bell.yield() }
        }
    }

    /// Ends every stream, at shutdown.
    func close() {
        for follower in followers.withLock({ Array($0.values) }) { follower.bell.finish() }
    }
}
