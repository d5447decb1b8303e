/// Who asks: what the kernel says of a caller, and what the host and the configuration make of it.
package struct Identity: Hashable, Sendable {
    package let uid: UInt32
    /// What the user is called now; the number where she has no name.
    package let name: String
    /// The primary group of the calling process.
    package let group: UInt32
    /// All groups of the calling process.
    package let groups: Set<UInt32>
    package let isAdministrator: Bool

    package init(uid: UInt32, name: String, group: UInt32, groups: Set<UInt32>, isAdministrator: Bool) {
        self.uid = uid
        self.name = name
        self.group = group
        self.groups = groups.union([group])
        self.isAdministrator = isAdministrator
    }

    /// The caller as the owner of what she submits.
    package var owner: Owner { Owner(uid: uid, name: name, group: group) }

    /// What the caller is to what somebody submitted.
    ///
    /// A number that was given to another user since then makes nobody an owner: the name must be the recorded one. Where
    /// the number had no name at submission, the number alone says who it was.
    package func role(towards owner: Owner) -> Role {
        if isAdministrator { return .administrator }
        if uid == owner.uid, [name, String(uid)].contains(owner.name) { return .owner }
        if let group = owner.group, groups.contains(group) { return .group }
        return .other
    }

    /// What the caller is where no sweep is concerned.
    package var role: Role { isAdministrator ? .administrator : .other }
}
