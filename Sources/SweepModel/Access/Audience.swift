/// Whose sweeps a question may see, for a store that looks for many at once: where ``Access/look`` is allowed.
package struct Audience: Hashable, Sendable {
    package let uid: UInt32
    package let name: String
    /// Sweeps of these groups are seen.
    package let groups: Set<UInt32>
    package let seesAll: Bool

    package init(_ identity: Identity, _ visibility: Visibility) {
        uid = identity.uid
        name = identity.name
        let seesGroups = Access.look.verdict(for: .group, under: visibility) == .allowed
        groups = seesGroups ? identity.groups : []
        seesAll = Access.look.verdict(for: identity.role, under: visibility) == .allowed
    }

    private init() {
        uid = 0
        name = ""
        groups = []
        seesAll = true
    }

    /// Sees everything: for the daemon itself.
    package static let everybody = Audience()
}
