internal import SweepModel
internal import SweepStore

/// Commands that are told what happened to sweeps. What is to be run is written with what happened, and forgotten only
/// once it was run: a crash between makes it run again, under the same name.
extension Tick {
    /// Prepares the hooks for what a sweep has come to, which is its history's last event.
    func callHooks(of sweep: SweepID, _ machine: SweepMachine) throws(Fault) {
        guard let event = Hooks.Event(machine), let sequence = outcome.events.last?.sequence else { return }
        let plan = try plan(of: sweep)
        guard let commands = plan.specification.hooks?[event], !commands.isEmpty,
            let overview = try store.overview(sweep)
        else { return }
        for (index, argv) in commands.enumerated() {
            let call = HookCall(
                id: "\(sweep).\(event.rawValue).\(sequence).\(index + 1)", sweep: sweep, argv: argv,
                facts: HookCall.facts(event, overview, at: now))
            try store.setNote(call.noteName, call.note.text())
            outcome.hooks.append((call, plan))
        }
    }

    /// A hook was run, however it went. Whose it is, is what was written when it was ordered.
    func hookEnded(_ id: String, _ failure: String?) throws(Fault) {
        let name = HookCall.noteName(of: id)
        guard let note = try store.note(name) else { return }
        try store.setNote(name, nil)
        guard let sweep = HookCall(noteName: name, text: note)?.sweep, try store.progress(sweep) != nil else { return }
        let detail = failure.map { "\(id): \($0)" } ?? id
        try record(failure == nil ? "hook" : "hook-failed", sweep: sweep, detail: detail)
    }
}
