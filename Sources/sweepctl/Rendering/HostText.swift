internal import SweepControl
internal import SweepTerminal

extension HostObject {
    /// For whom sweepd works, and whose rights runs have, in a line.
    var words: String {
        switch mode {
        case .user: "sweepd works for you alone (user mode)"
        case .private: VisibleText.line("sweepd works for you alone, in '\(stateDir)'")
        case .system: VisibleText.line("sweepd works for all users (system mode, run_as: \(runAs ?? "?")): \(rights)")
        }
    }

    private var rights: String {
        runAs == "service"
            ? "all runs have the rights of sweepd's user, not of their owners" : "each run has its owner's rights"
    }
}
