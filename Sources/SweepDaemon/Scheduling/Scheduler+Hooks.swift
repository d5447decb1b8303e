internal import SweepAgent
internal import SweepModel
internal import SweepStore

extension Scheduler {
    /// Calls the hooks that an earlier daemon did not come to call; one of a sweep that is gone is nobody's any more.
    func callHooks() async throws(Fault) {
        for note in try await store.query({ try $0.notes(beginning: HookCall.notePrefix) }) {
            guard let call = HookCall(noteName: note.name, text: note.value) else { continue }
            let sweep = try? await store.query { [state] reader in
                try state.withLock { try $0.plans.plan(of: call.sweep, from: reader) }
            }
            if let sweep {
                agent.run(planner.plan(call, of: sweep))
            } else {
                inbox.post(.agent(.hookEnded(call.id, of: call.sweep, "its sweep is gone")))
            }
        }
    }
}
