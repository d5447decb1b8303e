/// The states of a run that users, the database and the interface see.
package enum RunState: String, Codable, Hashable, Sendable, CaseIterable {
    case queued
    case starting
    case running
    case retrying
    case finished
    case failed
    case pruned
    case cancelled

    package var isTerminal: Bool { Self.terminal.contains(self) }
    /// An attempt and a lease exist.
    package var isLive: Bool { self == .starting || self == .running }

    package static let terminal: Set<RunState> = [.finished, .failed, .pruned, .cancelled]
}
