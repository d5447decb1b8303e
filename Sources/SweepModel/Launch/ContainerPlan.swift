/// The container of an attempt, whichever engine makes it.
package struct ContainerPlan: Hashable, Sendable, Codable {
    package var image: ImageRecord
    package var network: ContainerNetwork
    /// The size of `/dev/shm`, which a run never holds at once: it only bounds what may be put there.
    package var sharedMemory: ByteCount
    /// Cores and memory that were asked for by name and are enforced; nil leaves them unlimited.
    package var cpus: Int?
    package var memory: ByteCount?
    /// As checked at submission: the sources are absolute and without links.
    package var mounts: [ContainerMount]
    /// What holds for all that is mounted from outside of the run's own folders.
    package var policy: MountPolicy
    /// Words for the engine, each of which the daemon's configuration allows.
    package var options: [String]
    /// What the agent found at launch: ``mounts``, the base folder where it is mounted, and what a working copy links to.
    package var binds: [BindMount] = []
    /// What the agent found at launch for the attempt's GPUs; the container gets no others.
    package var devices: [ContainerDevice] = []

    package init(
        image: ImageRecord, network: ContainerNetwork, sharedMemory: ByteCount, cpus: Int? = nil,
        memory: ByteCount? = nil, mounts: [ContainerMount] = [], policy: MountPolicy = MountPolicy(),
        options: [String] = []
    ) {
        self.image = image
        self.network = network
        self.sharedMemory = sharedMemory
        self.cpus = cpus
        self.memory = memory
        self.mounts = mounts
        self.policy = policy
        self.options = options
    }
}

/// A file or folder of the host as it was a moment before the engine mounts it.
package struct BindMount: Hashable, Sendable, Codable {
    /// Absolute, and without links.
    package var source: String
    package var target: String
    package var isReadOnly: Bool
    /// The device that it is on, and its number there: what it is, whatever its path means by now.
    package var device: UInt64
    package var inode: UInt64

    package init(source: String, target: String, isReadOnly: Bool = false, device: UInt64 = 0, inode: UInt64 = 0) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
        self.device = device
        self.inode = inode
    }
}

/// Which limits of a whole container a host can enforce.
package struct ContainerLimits: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let cpus = ContainerLimits(rawValue: 1)
    package static let memory = ContainerLimits(rawValue: 2)
    package static let processes = ContainerLimits(rawValue: 4)
    package static let all: ContainerLimits = [.cpus, .memory, .processes]

    /// What is asked for and cannot be enforced.
    ///
    /// - Returns: nil where all can; else a fault with code `limit` that names the key.
    package func refusal(cpus: Int?, memory: ByteCount?) -> Fault? {
        let lacking = [
            cpus != nil && !contains(.cpus) ? "resources.cpus" : nil,
            memory != nil && !contains(.memory) ? "resources.memory" : nil,
        ].compactMap { $0 }
        guard !lacking.isEmpty else { return nil }
        let keys = lacking.map { "'\($0)'" }.joined(separator: " and ")
        return Fault(
            .limit, "cannot enforce \(keys) of a container: systemd has delegated no such controller to this user",
            hint: "leave it out, or have an administrator add 'Delegate=cpu cpuset io memory pids' to "
                + "/etc/systemd/system/user@.service.d/delegate.conf (cgroup v2)")
    }
}

/// What a container reaches of the network.
package enum ContainerNetwork: String, Hashable, Codable, Sendable, CaseIterable {
    /// Only itself: a loopback device of its own.
    case none
    /// What the host reaches, by connections from within.
    case outbound
    /// The host's own.
    case host

    /// Whether it reaches no more than another.
    package func isWithin(_ other: ContainerNetwork) -> Bool { rank <= other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
