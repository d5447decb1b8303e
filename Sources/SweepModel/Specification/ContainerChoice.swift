/// The specification's `container`: the runs are containers of that image.
package struct ContainerChoice: Hashable, Codable, Sendable {
    package var image: String
    /// The engine's name.
    package var engine: String
    package var network: ContainerNetwork
    /// The size of `/dev/shm`; nil is the memory that the run leases.
    package var sharedMemory: ByteCount?

    package init(
        image: String, engine: String = "podman", network: ContainerNetwork = .none, sharedMemory: ByteCount? = nil
    ) {
        self.image = image
        self.engine = engine
        self.network = network
        self.sharedMemory = sharedMemory
    }
}
