internal import Glibc
package import SweepModel

/// What stands between the calling process and a socket that it may not connect to.
package struct SocketBarrier: Hashable, Sendable {
    /// What the group that may connect is to the caller.
    package enum Membership: Hashable, Sendable {
        /// Nobody but the socket's owner may connect.
        case none
        /// The user is not in the group.
        case outside(group: String)
        /// The host has the user in the group, but this process has been hers since before.
        case stale(group: String)
        /// The process has the group; something else bars it.
        case inside
    }

    package let membership: Membership
    /// What the user is called.
    package let user: String

    package init(membership: Membership, user: String) {
        self.membership = membership
        self.user = user
    }

    /// Looks at the socket or, where that cannot be seen, at the innermost folder that can.
    init(socket: String) {
        user = Account.name(of: geteuid()) ?? "\(geteuid())"
        membership = Self.membership(of: user, at: Self.seen(socket), isFolder: !Self.canSee(socket))
    }

    private static func canSee(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    private static func seen(_ socket: String) -> stat? {
        var path = Substring(socket)
        while !path.isEmpty {
            var status = stat()
            if stat(String(path), &status) == 0 { return status }
            path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        }
        return nil
    }

    private static func membership(of user: String, at status: stat?, isFolder: Bool) -> Membership {
        guard let status, status.st_mode & (isFolder ? 0o010 : 0o020) != 0 else { return .none }
        let group = Account.groupName(of: status.st_gid) ?? "\(status.st_gid)"
        if getegid() == status.st_gid || Account.groupsOfProcess.contains(status.st_gid) { return .inside }
        return Account.groups(of: user).contains(status.st_gid) ? .stale(group: group) : .outside(group: group)
    }

    /// What to tell her (code `permission`).
    package func fault(socket: String) -> Fault {
        let subject = "cannot reach sweepd at '\(socket)'"
        switch membership {
        case .none:
            return Fault(
                .permission, "\(subject): it serves another user alone",
                hint: "start your own with 'sweepd', or run the sweep without a daemon: 'sweepctl try FILE'")
        case .outside(let group):
            return Fault(
                .permission, "\(subject): \(user) is not in the group '\(group)'",
                hint: "an administrator may add you with 'usermod -aG \(group) \(user)'; log in again then")
        case .stale(let group):
            return Fault(
                .permission, "\(subject): \(user) is in the group '\(group)', but was logged in before that",
                hint: "log in again, or do it here with 'newgrp \(group)'")
        case .inside:
            return Fault(
                .permission, "\(subject): permission denied",
                hint: "look at the modes of its folders: 'namei -l \(socket)'")
        }
    }
}
