/// The specification's `container`: the runs are containers of that image.
package struct ContainerChoice: Hashable, Codable, Sendable {
    package var image: String
    /// The engine's name; nil leaves it to the daemon's configuration.
    package var engine: String?
    package var network: ContainerNetwork
    /// The size of `/dev/shm`; nil is the memory that the run leases.
    package var sharedMemory: ByteCount?
    package var mounts: [ContainerMount]
    /// Words for the engine, each of a name that ``ContainerOption`` knows.
    package var options: [String]

    package init(
        image: String, engine: String? = nil, network: ContainerNetwork = .none, sharedMemory: ByteCount? = nil,
        mounts: [ContainerMount] = [], options: [String] = []
    ) {
        self.image = image
        self.engine = engine
        self.network = network
        self.sharedMemory = sharedMemory
        self.mounts = mounts
        self.options = options
    }

    /// What an older sweepd stored has neither mounts nor options.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decode(String.self, forKey: .image)
        engine = try container.decodeIfPresent(String.self, forKey: .engine)
        network = try container.decode(ContainerNetwork.self, forKey: .network)
        sharedMemory = try container.decodeIfPresent(ByteCount.self, forKey: .sharedMemory)
        mounts = try container.decodeIfPresent([ContainerMount].self, forKey: .mounts) ?? []
        options = try container.decodeIfPresent([String].self, forKey: .options) ?? []
    }
}
