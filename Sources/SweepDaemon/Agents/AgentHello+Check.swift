internal import SweepModel

extension AgentHello {
    /// PATH_MAX of Linux.
    private static let placeBytesMax = 4096

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
        guard places.all.allSatisfy(Self.isPlace) else {
            throw Fault(
                .usage,
                "expected the agent's 'places' to be absolute paths of at most \(Self.placeBytesMax) bytes without control characters"
            )
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

    private static func isPlace(_ path: String) -> Bool {
        path.hasPrefix("/") && path.utf8.count <= placeBytesMax
            && path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
