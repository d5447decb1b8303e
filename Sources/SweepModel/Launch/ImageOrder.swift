/// An image by its name that an agent is to have on its user's host, whoever of her sweeps waits for it.
package struct ImageOrder: Hashable, Codable, Sendable {
    /// Whose engine fetches it.
    package var owner: UInt32
    /// `podman` or `docker`.
    package var engine: String
    /// As the specification names it; no archive.
    package var image: String

    package init(owner: UInt32, engine: String, image: String) {
        self.owner = owner
        self.engine = engine
        self.image = image
    }
}

/// What an agent says of an order that it was given.
package enum ImageAnswer: Hashable, Codable, Sendable {
    case there(ImageRecord)
    /// The registry was not reached, in the engine's words: another try may succeed.
    case unreachable(String)
    /// Another try is in vain until somebody mends it; words for people, a hint among them.
    case refused(String)
}
