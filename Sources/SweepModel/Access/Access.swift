/// What kind of thing a request does, as far as it matters who may ask for it.
package enum Access: String, Hashable, Sendable, CaseIterable {
    /// Tells of the host and of the daemon, and of nobody's sweeps.
    case open
    /// Makes a sweep of the caller's own.
    case submit
    /// Is an agent's, which executes the caller's own runs and tells how they go.
    case serve
    /// Lists sweeps: each caller gets those that she may look at.
    case list
    /// Shows something of one sweep.
    case look
    /// Shows of one sweep what may hold its owner's secrets: her environment.
    case disclose
    /// Changes one sweep or its runs.
    case change
    /// Changes the host or the daemon for everybody.
    case administer

    /// Whether it changes anything; such a request is logged with who asked, but for what agents tell.
    package var isMutating: Bool { [.submit, .serve, .change, .administer].contains(self) }
}

extension Access {
    /// Who may do what: the one table. What it does not name is forbidden, or invisible where a sweep is concerned.
    package func verdict(for role: Role, under visibility: Visibility) -> Verdict {
        switch (self, role) {
        case (.open, _), (.submit, _), (.serve, _), (.list, _): .allowed
        case (.administer, .administrator): .allowed
        case (.administer, _): .forbidden
        case (.look, .owner), (.disclose, .owner), (.change, .owner): .allowed
        case (.look, .administrator), (.disclose, .administrator), (.change, .administrator): .allowed
        case (.look, .group) where visibility != .private: .allowed
        case (.look, .other) where visibility == .public: .allowed
        case (.disclose, .group) where visibility != .private: .forbidden
        case (.change, .group) where visibility != .private: .forbidden
        case (.disclose, .other) where visibility == .public: .forbidden
        case (.change, .other) where visibility == .public: .forbidden
        default: .invisible
        }
    }
}
