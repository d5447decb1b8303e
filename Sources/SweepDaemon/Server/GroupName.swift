internal import Glibc

/// Groups' names and numbers, as the host knows them.
enum GroupName {
    /// Enough for the member list of a large group.
    private static let bufferBytes = 1 << 20

    /// Nil where there is no such group.
    static func gid(of name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: bufferBytes)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }

    /// Those of these groups that a login of this user would have, in the order of their names.
    static func memberships(of user: String, among names: Set<String>) -> [String] {
        guard let gids = gids(of: user) else { return [] }
        return names.sorted().filter { gid(of: $0).map(gids.contains) ?? false }
    }

    private static func gids(of user: String) -> Set<UInt32>? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: bufferBytes)
        guard getpwnam_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        var gids = [gid_t](repeating: 0, count: 65_536)
        var count = Int32(gids.count)
        guard getgrouplist(user, entry.pw_gid, &gids, &count) >= 0 else { return nil }
        return Set(gids.prefix(Int(count)))
    }
}
