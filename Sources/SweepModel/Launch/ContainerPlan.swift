/// The container of an attempt, whichever engine makes it.
package struct ContainerPlan: Hashable, Sendable {
    package var image: ImageRecord
    package var network: ContainerNetwork
    /// The size of `/dev/shm`, which a run never holds at once: it only bounds what may be put there.
    package var sharedMemory: ByteCount
    /// Cores and memory that were asked for by name and are enforced; nil leaves them unlimited.
    package var cpus: Int?
    package var memory: ByteCount?

    package init(
        image: ImageRecord, network: ContainerNetwork, sharedMemory: ByteCount, cpus: Int? = nil,
        memory: ByteCount? = nil
    ) {
        self.image = image
        self.network = network
        self.sharedMemory = sharedMemory
        self.cpus = cpus
        self.memory = memory
    }
}

/// An image as it was at submission: later changes of the name do not change the sweep.
package struct ImageRecord: Hashable, Codable, Sendable {
    /// As the specification names it.
    package var name: String
    /// 64 lower-case hexadecimal digits: the SHA-256 of its configuration, by which the engine starts it.
    package var id: String
    /// `sha256:…` of its manifest; nil where the engine knows none.
    package var digest: String?
    /// As the image says, e.g. `amd64`.
    package var architecture: String

    package init(name: String, id: String, digest: String?, architecture: String) {
        self.name = name
        self.id = id
        self.digest = digest
        self.architecture = architecture
    }

    /// Whether the id is one, so that it can be nothing else in an engine's argument vector.
    package var hasValidID: Bool {
        id.utf8.count == 64 && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// What a container reaches of the network.
package enum ContainerNetwork: String, Hashable, Codable, Sendable, CaseIterable {
    /// Only itself: a loopback device of its own.
    case none
    /// What the host reaches, by connections from within.
    case outbound
}
