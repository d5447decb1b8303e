/// The specification's `container`: the runs are containers of that image.
package struct ContainerChoice: Hashable, Codable, Sendable {
    /// The only image; where there is one for AMD's cards too, the one for NVIDIA's.
    package var image: String
    /// The image for AMD's cards, where it is another.
    package var amdImage: String?
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
        mounts: [ContainerMount] = [], options: [String] = [], amdImage: String? = nil
    ) {
        self.image = image
        self.amdImage = amdImage
        self.engine = engine
        self.network = network
        self.sharedMemory = sharedMemory
        self.mounts = mounts
        self.options = options
    }

    /// The names of its images, each once.
    package var images: [String] { [image] + (amdImage.map { [$0] } ?? []) }

    /// What an older sweepd stored has neither mounts nor options.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decode(String.self, forKey: .image)
        amdImage = try container.decodeIfPresent(String.self, forKey: .amdImage)
        engine = try container.decodeIfPresent(String.self, forKey: .engine)
        network = try container.decode(ContainerNetwork.self, forKey: .network)
        sharedMemory = try container.decodeIfPresent(ByteCount.self, forKey: .sharedMemory)
        mounts = try container.decodeIfPresent([ContainerMount].self, forKey: .mounts) ?? []
        options = try container.decodeIfPresent([String].self, forKey: .options) ?? []
    }
}
