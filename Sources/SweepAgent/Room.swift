package import SweepModel
internal import Synchronization

/// Lets whoever fills something wait until its other end has made room.
package final class Room: Sendable {
    private struct State {
        var filled = 0
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: as soon as so much is in it, whoever asks waits.
    package init(limit: Int = .max) { self.limit = limit }

    package func fill(_ amount: Int) { state.withLock { $0.filled += amount } }

    package func empty(_ amount: Int) {
        resume { state in
            state.filled -= amount
            return state.filled < limit
        }
    }

    /// Lets everybody go on from now on: nobody takes anything out any more.
    package func open() {
        resume { state in
            state.isOpen = true
            return true
        }
    }

    private func resume(_ change: (inout State) -> Bool) {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            guard change(&state) else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in waiting { waiting.resume() }
    }

    package var isFull: Bool { state.withLock { !$0.isOpen && $0.filled >= limit } }

    /// Returns when there is room.
    package func wait() async {
        await withCheckedContinuation { waiting in
            let hasRoom = state.withLock { state in
                guard !state.isOpen, state.filled >= limit else { return true }
                state.waiting.append(waiting)
                return false
            }
            if hasRoom { waiting.resume() }
        }
    }
}

extension AgentEvent {
    /// How many metrics' values it tells.
    package var pointCount: Int { if case .metrics(_, let points, _) = self { points.count } else { 0 } }
}
