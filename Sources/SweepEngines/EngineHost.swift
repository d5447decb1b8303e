internal import Glibc
package import SweepModel

/// What an engine knows of the place where attempts are executed.
package struct EngineHost: Hashable, Sendable {
    /// Path of the datagram socket on which runners tell of starts and ends.
    package var agentSocket: String
    /// Absolute path of `sweep-init`.
    package var initExecutable: String
    /// Who executes the attempts.
    package var uid: UInt32
    package var gid: UInt32
    /// All that an engine's client gets: a PATH, in which it is looked up itself, who the user is, and where her files
    /// are.
    package var environment: [EnvironmentEntry]
    /// The limit on open files, soft and hard, that a process here has.
    package var openFiles: ClosedRange<UInt64>
    /// The largest number of processes that may be asked for.
    package var processesMax: UInt64
    /// What of a container can be limited.
    package var limits: ContainerLimits
    /// How long an engine may take to start a container whose image is there.
    package var startLimit = Span.seconds(120)

    /// Whether all of a container can be limited.
    package var enforcesLimits: Bool { limits == .all }

    package init(
        agentSocket: String, initExecutable: String, uid: UInt32, gid: UInt32, environment: [EnvironmentEntry],
        openFiles: ClosedRange<UInt64>, processesMax: UInt64, limits: ContainerLimits
    ) {
        self.agentSocket = agentSocket
        self.initExecutable = initExecutable
        self.uid = uid
        self.gid = gid
        self.environment = environment
        self.openFiles = openFiles
        self.processesMax = processesMax
        self.limits = limits
    }

    /// Where engines and the programs that they need are looked up, whatever the daemon's own PATH is.
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let names = [
        "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", DockerSocket.variable,
    ]

    /// The first program of that name in the client's PATH; nil where there is none.
    func find(_ program: String) -> String? {
        let path = environment.first { $0.name == "PATH" }?.value ?? ""
        return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// This process's own place.
    ///
    /// - Parameter environment: of the daemon.
    package static func probe(
        agentSocket: String, initExecutable: String, environment: [String: String]
    ) -> EngineHost {
        let (files, processes) = (limit(RLIMIT_NOFILE), limit(__RLIMIT_NPROC))
        let kept = names.compactMap { name in environment[name].map { EnvironmentEntry(name, $0) } }
        return EngineHost(
            agentSocket: agentSocket, initExecutable: initExecutable, uid: getuid(), gid: getgid(),
            environment: [EnvironmentEntry("PATH", path)] + kept,
            openFiles: min(UInt64(files.rlim_cur), openFilesMax)...min(UInt64(files.rlim_max), openFilesMax),
            // Podman lowers its own limit to the first of these, and may not give more than it has.
            processesMax: min(processNumbers, UInt64(processes.rlim_max)),
            limits: getuid() == 0 ? .all : delegatedLimits)
    }

    /// What kernels allow by default (fs.nr_open).
    private static let openFilesMax: UInt64 = 1 << 20

    private static func limit(_ resource: __rlimit_resource) -> rlimit {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
        return limit
    }

    private static var processNumbers: UInt64 {
        firstLine("/proc/sys/kernel/pid_max").flatMap { UInt64($0) } ?? 32768
    }

    /// What the controllers can that systemd gave this user's own manager (only cgroup v2 has that).
    private static var delegatedLimits: ContainerLimits {
        let uid = getuid()
        let line = firstLine("/sys/fs/cgroup/user.slice/user-\(uid).slice/user@\(uid).service/cgroup.controllers")
        let limits = ["cpu": ContainerLimits.cpus, "memory": .memory, "pids": .processes]
        return ContainerLimits((line ?? "").split(separator: " ").compactMap { limits[String($0)] })
    }

    private static func firstLine(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
