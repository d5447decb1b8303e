internal import SweepModel

extension AgentHello {
    /// Whether an agent may be taken in that says this of itself.
    ///
    /// - Parameters:
    ///   - owner: whose process it is.
    ///   - shared: who executes everybody's runs; nil where each user's own agent does.
    /// - Throws: `conflict` for one of another version, or that keeps runs elsewhere than it must; `permission` for one of a
    ///   user whose runs another's executes; `usage` for places that are none.
    func check(from owner: UInt32, shared: SharedAgent?) throws(Fault) {
        guard version == Version.text else {
            throw Fault(
                .conflict, "cannot use agent \(version): this is sweepd \(Version.text)",
                hint: "'systemctl --user restart sweep-agent'")
        }
        guard places.all.allSatisfy({ $0.hasPrefix("/") && !$0.contains("\0") }) else {
            throw Fault(.usage, "expected the agent's 'places' to be absolute paths")
        }
        guard let shared else { return }
        guard shared.uid == owner else {
            throw Fault(
                .permission,
                "cannot use an agent of \(UserName.name(of: owner)): all runs here are sweepd's own user's",
                hint: "agents of users are for 'run_as: submitter'")
        }
        guard shared.places == places else {
            throw Fault(
                .conflict,
                "cannot use an agent that keeps runs in '\(places.runs)': sweepd's are in '\(shared.places.runs)'",
                hint: "start it as 'sweepd agent --service', with the daemon's configuration and folders")
        }
    }
}
