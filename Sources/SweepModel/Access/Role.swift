/// What a caller is to a sweep; where no sweep is concerned she is an administrator or another.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case owner, group, other, administrator
}

/// Who besides the owner and the administrators may look at a sweep: the daemon's configuration says so for all.
package enum Visibility: String, Hashable, Sendable, CaseIterable {
    case `private`, group, `public`
}

/// What comes of a request.
package enum Verdict: Hashable, Sendable {
    case allowed
    /// Answered as if there were no such sweep.
    case invisible
    /// Refused with words.
    case forbidden
}
