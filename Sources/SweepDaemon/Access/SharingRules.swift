internal import SweepModel
internal import SweepScheduling
internal import SweepSpecs

/// What the configuration says of each owner, once the host has told her name and her groups.
struct SharingRules: Sendable {
    var configuration = SharingConfiguration()

    var halfLife: HalfLife { configuration.halfLife }

    /// What holds for the user with this number. It asks the host, which may ask a directory service.
    func rules(for uid: UInt32) -> OwnerRules {
        let name = UserName.name(of: uid)
        let groups = Set(configuration.groups.keys)
            .union(configuration.shares.keys.filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) })
        let own = groups.isEmpty ? [] : GroupName.memberships(of: name, among: groups)
        return OwnerRules(share: share(name, own), limits: limits(uid, name, own))
    }

    /// Her own share goes before that of her groups, and of these the largest holds.
    private func share(_ name: String, _ groups: [String]) -> Double {
        configuration.shares[name] ?? groups.compactMap { configuration.shares["@" + $0] }.max() ?? 1
    }

    private func limits(_ uid: UInt32, _ name: String, _ groups: [String]) -> [OwnerLimit] {
        let every = SharingConfiguration.everyUser
        let own = configuration.users[name] ?? .init()
        var rest = configuration.users[every] ?? .init()
        if own.gpus != nil { rest.gpus = nil }
        if own.runs != nil { rest.runs = nil }
        if own.sweeps != nil { rest.sweeps = nil }
        let users = [(name, own), (every, rest)].map { Self.limit("users.\($0)", pool: "user \(uid)", $1) }
        return (users + groups.map { Self.limit("groups.\($0)", pool: "group \($0)", configuration.groups[$0]) })
            .compactMap { $0 }
    }

    /// Nil where it bounds nothing.
    private static func limit(_ key: String, pool: String, _ bounds: SharingConfiguration.Bounds?) -> OwnerLimit? {
        guard let bounds, bounds != .init() else { return nil }
        return OwnerLimit(
            key: "limits.\(key)", pool: pool, runs: bounds.runs, gpus: bounds.gpus, sweeps: bounds.sweeps)
    }
}
