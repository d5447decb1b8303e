internal import SweepAgent
internal import SweepModel
internal import SweepStore

extension Scheduler {
    /// Calls the hooks that an earlier daemon, or an agent that is gone, did not come to call; one of a sweep that is gone
    /// is nobody's any more.
    ///
    /// - Parameter user: whose; nil is everybody's.
    func callHooks(of user: Owner? = nil) async throws(Fault) {
        for note in try await store.query({ try $0.notes(beginning: HookCall.notePrefix) }) {
            guard let call = HookCall(noteName: note.name, text: note.value) else { continue }
            let sweep = try? await store.query { [state] reader in
                try state.withLock { try $0.plans.plan(of: call.sweep, from: reader) }
            }
            if let sweep {
                guard user.map(sweep.owner.isStill) ?? true else { continue }
                self.call(call, of: sweep)
            } else {
                inbox.post(.agent(.hookEnded(call.id, of: call.sweep, "its sweep is gone")))
            }
        }
    }

    /// Where nobody knows yet where her runs lie, it is called when her agent comes.
    func call(_ call: HookCall, of sweep: SweepPlan) {
        guard let plan = try? planner.plan(call, of: sweep) else { return }
        agents.run(plan, of: sweep.owner)
    }
}
