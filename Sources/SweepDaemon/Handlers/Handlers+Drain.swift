internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// That the whole daemon starts nothing new.
extension Handlers {
    func showDrain() async throws(Fault) -> Response {
        try await answer { _ throws(Fault) in }
    }

    func drainHost(_ request: ControlRequest) async throws(Fault) -> Response {
        let drain = try await drain(request)
        return try await answer { tick throws(Fault) in try tick.drain(nil, drain) }
    }

    func undrainHost() async throws(Fault) -> Response {
        try await answer { tick throws(Fault) in try tick.undrain(nil) }
    }

    /// How it is after a change.
    private func answer(_ change: @escaping @Sendable (Tick) throws(Fault) -> Void) async throws(Fault) -> Response {
        let object = try await scheduler.perform { tick throws(Fault) in
            try change(tick)
            let live = try tick.store.liveAttempts().map(\.attempt.id.run)
            return DrainObject(tick.state.drains.host, live: live.sorted())
        }
        return try ControlResponse.json(object)
    }
}
