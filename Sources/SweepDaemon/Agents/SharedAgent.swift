internal import SweepModel

/// The one agent that executes everybody's runs, where they have the rights of the daemon's own user.
struct SharedAgent: Hashable, Sendable {
    /// Whose process it must be.
    let uid: UInt32
    /// Where it must keep runs: where the daemon's own files lie.
    let places: AgentPlaces
}
