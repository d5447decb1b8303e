internal import Glibc
internal import SweepModel

/// What the configuration says of who may do what.
struct AccessRules: Sendable {
    /// Names of users, and of groups with an `@` before them.
    var administrators: [String] = []
    var visibility = Visibility.private
    /// Whether other users than this sweepd's own may ask at all.
    var isShared = false
    var sharing = SharingRules()

    /// - Throws: `permission` where this sweepd serves its own user alone.
    func identity(of caller: Caller) throws(Fault) -> Identity {
        let name = UserName.name(of: caller.uid)
        guard isShared || isOwn(caller.uid) else {
            throw Fault(.permission, "cannot serve \(name): this sweepd is another user's")
        }
        let groups = Set(caller.groups).union([caller.gid])
        return Identity(
            uid: caller.uid, name: name, group: caller.gid, groups: groups,
            isAdministrator: isOwn(caller.uid) || isNamed(name, groups))
    }

    /// root, and the user that this sweepd runs as: both can do everything without asking.
    private func isOwn(_ uid: UInt32) -> Bool { uid == 0 || uid == getuid() }

    private func isNamed(_ name: String, _ groups: Set<UInt32>) -> Bool {
        administrators.contains { entry in
            guard entry.hasPrefix("@") else { return entry == name }
            return GroupName.gid(of: String(entry.dropFirst())).map(groups.contains) ?? false
        }
    }
}
