internal import Glibc
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs

/// Where the daemon's files lie: the contract's table of files. All paths are absolute.
package struct DaemonPaths: Sendable {
    package private(set) var state: String
    package let socket: String
    /// On tmpfs: env files and the agent's socket.
    private(set) var runtime: String
    /// The user's folder on tmpfs: ``runtime``, or what holds the folders of several daemons.
    private let shared: String
    let configuration: String
    /// Where the daemons of a host keep the locks of its GPUs: one folder for all of them.
    let locks: String
    let hostID: String
    /// Whether `--state-dir` was given: one daemon's own folder, beside which nothing else lives.
    let isPrivate: Bool
    /// Whether it serves all users of the host.
    let isSystem: Bool

    var database: String { state + "/sweepd.db" }
    /// Folder of the runs.
    private(set) var runs: String
    var source: String { state + "/source" }
    var python: String { state + "/python" }
    var environments: String { runtime + "/env" }

    /// - Parameters:
    ///   - environment: of the daemon.
    ///   - stateFolder: `--state-dir`, absolute.
    ///   - isSystem: whether it serves all users of the host: then systemd's STATE_DIRECTORY, RUNTIME_DIRECTORY and
    ///     CONFIGURATION_DIRECTORY go before the usual places.
    init(
        environment: [String: String], stateFolder: String?, socket: String?, configuration: String?,
        isSystem: Bool = false
    ) {
        self.isSystem = isSystem
        locks = environment["SWEEPD_LOCK_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/run/lock"
        if isSystem {
            func folder(_ name: String, _ usual: String) -> String {
                environment[name]?.split(separator: ":").first.map(String.init) ?? usual
            }
            hostID = HostID.text
            isPrivate = stateFolder != nil
            state = stateFolder ?? folder("STATE_DIRECTORY", "/var/lib/sweepd")
            runs = state + "/runs"
            runtime = folder("RUNTIME_DIRECTORY", "/run/sweepd")
            self.shared = runtime
            self.socket = socket ?? runtime + "/sweepd.sock"
            self.configuration = configuration ?? folder("CONFIGURATION_DIRECTORY", "/etc/sweepd") + "/config.yaml"
            return
        }
        let home = environment["HOME"] ?? "/"
        func base(_ name: String, _ fallback: String) -> String {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + fallback
        }
        hostID = HostID.text
        state = stateFolder ?? base("XDG_STATE_HOME", "/.local/state") + "/sweepd/" + hostID
        let shared =
            environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 + "/sweepd" : nil }
            ?? "/dev/shm/sweepd-\(getuid())"
        self.shared = shared
        runs = state + "/runs"
        isPrivate = stateFolder != nil
        runtime = stateFolder.map { shared + "/" + Self.name(of: $0) } ?? shared
        self.socket = socket ?? shared + "/sweepd.sock"
        self.configuration = configuration ?? DaemonConfiguration.usualPath { environment[$0] }
    }

    /// The same with the places that the configuration's `storage` gives; `--state-dir` goes before it.
    func moved(by configuration: DaemonConfiguration) -> DaemonPaths {
        guard !isPrivate else { return self }
        var moved = self
        moved.state = configuration.state ?? state
        moved.runs = configuration.runs ?? moved.state + "/runs"
        return moved
    }

    /// Those of the agent that works for the system's daemon: folders of its own beside those of this user's own daemon,
    /// since each of the two takes what it does not know for left over.
    package static func ofAgent(environment: [String: String], socket: String?) -> DaemonPaths {
        var paths = DaemonPaths(environment: environment, stateFolder: nil, socket: socket, configuration: nil)
        paths.state += "/system"
        paths.runs = paths.state + "/runs"
        paths.runtime += "/system"
        return paths
    }

    /// A short name of its own for the runtime folder of each state folder (socket paths hold 107 bytes).
    private static func name(of stateFolder: String) -> String {
        let hash = stateFolder.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }

    var places: AgentPlaces { AgentPlaces(runs: runs, source: source, environments: environments) }
    var agentSocket: String { runtime + "/agent.sock" }

    /// What containers may see of the host, once the folders are made.
    func mountPolicy(roots: [String]?) -> MountPolicy {
        let own = [state, runs, shared, runtime, socket].map(MountSource.future)
        return MountPolicy(
            roots: roots.map { $0.map(MountSource.future) } ?? ["/"], own: own, runs: MountSource.future(runs))
    }

    /// Makes the folders that are missing, mode 0700.
    ///
    /// - Throws: `permission` or `failed`, with the folder's name; `permission` where the place for the env files is not
    ///   this user's alone.
    func make() throws(Fault) {
        if isSystem {
            // Others reach the socket in it.
            mkdir(shared, 0o755)
            for folder in [state, runs, source, python, environments] { try StateFolder.make(folder) }
            return try StateFolder.checkPrivate(environments)
        }
        let hint = "give another place with XDG_RUNTIME_DIR"
        try StateFolder.make(shared, hint: hint)
        try StateFolder.checkPrivate(shared)
        for folder in [state, runs, source, python] { try StateFolder.make(folder) }
        for folder in [runtime, environments] { try StateFolder.make(folder, hint: hint) }
        try StateFolder.checkPrivate(runtime)
    }
}
