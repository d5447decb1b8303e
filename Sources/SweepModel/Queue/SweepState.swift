/// The states of a sweep that users, the database and the interface see.
package enum SweepState: String, Codable, Hashable, Sendable, CaseIterable {
    case held
    case running
    case paused
    case finished
    case stopped
    case cancelled

    package var isTerminal: Bool { self == .finished || self == .stopped || self == .cancelled }
}
