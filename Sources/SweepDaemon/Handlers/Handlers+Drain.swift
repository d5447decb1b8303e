internal import Hummingbird
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// That the whole daemon starts nothing new.
extension Handlers {
    func showDrain(_ request: ControlRequest) async throws(Fault) -> Response {
        try await answer(request) { _ throws(Fault) in }
    }

    func drainHost(_ request: ControlRequest) async throws(Fault) -> Response {
        let drain = try await drain(request)
        return try await answer(request) { tick throws(Fault) in try tick.drain(nil, drain) }
    }

    func undrainHost(_ request: ControlRequest) async throws(Fault) -> Response {
        try await answer(request) { tick throws(Fault) in try tick.undrain(nil) }
    }

    /// How it is after a change, with the runs that the caller may see.
    private func answer(
        _ request: ControlRequest, _ change: @escaping @Sendable (Tick) throws(Fault) -> Void
    ) async throws(Fault) -> Response {
        let audience = audience(of: request)
        let object = try await scheduler.perform { tick throws(Fault) in
            try change(tick)
            var live: [RunID] = []
            for (attempt, _) in try tick.store.liveAttempts() {
                let run = attempt.id.run
                let isSeen = audience.seesAll ? true : try tick.store.sees(run.sweep, audience)
                if isSeen { live.append(run) }
            }
            return DrainObject(tick.state.drains.host, live: live.sorted())
        }
        return try ControlResponse.json(object)
    }
}
