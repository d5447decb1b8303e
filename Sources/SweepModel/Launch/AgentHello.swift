/// What an agent in a process of its own says of itself before it is given anything to do.
package struct AgentHello: Hashable, Sendable, Codable {
    /// Of its program; only one like the daemon's is understood.
    package var version: String
    package var places: AgentPlaces
    /// What of a container can be limited where it executes them.
    package var limits: ContainerLimits

    package init(version: String, places: AgentPlaces, limits: ContainerLimits) {
        self.version = version
        self.places = places
        self.limits = limits
    }
}

/// Where an agent keeps what is its user's; absolute paths.
package struct AgentPlaces: Hashable, Sendable, Codable {
    /// Folder of the runs.
    package var runs: String
    /// Folder of the source snapshots.
    package var source: String
    /// Folder of the env files, on tmpfs.
    package var environments: String

    package init(runs: String, source: String, environments: String) {
        self.runs = runs
        self.source = source
        self.environments = environments
    }

    /// What of the host is sweepd's own there, and no container may see.
    package var all: [String] { [runs, source, environments] }
}
