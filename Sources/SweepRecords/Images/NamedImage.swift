package import SweepModel

/// An image by its name, as the engine of this host has it for the user who asks; one that it has not is fetched once for
/// all who ask for it at the same time.
package struct NamedImage: Sendable {
    /// Longer than it takes to fetch any image, unless the engine hangs.
    private static let pullTimeout = Span.seconds(6 * 3600)
    /// Of what is made here, which no registry has.
    private static let ownPrefix = "localhost/"

    private let name: String
    private let store: String
    private var act: String { "cannot fetch the image '\(name)'" }

    /// - Parameters:
    ///   - name: as the specification has it.
    ///   - store: the folder of snapshots.
    package init(name: String, store: String) { (self.name, self.store) = (name, store) }

    /// - Parameter whenFetching: called before it is fetched, which takes as long as the network does.
    /// - Throws: a ``Fault`` with code `specification` where there is no such image, or none for this host; `permission`
    ///   where its registry denies it; `failed` where the registry cannot be reached, or the engine does not say.
    package func image(_ client: ImageClient, whenFetching: () -> Void = {}) async throws(Fault) -> ImageRecord {
        try await EngineVersion.check(client)
        if let known = try await ImageLookup.image(name, client) { return try fitting(known) }
        guard !name.hasPrefix(Self.ownPrefix), !ImageRecord.isID(name) else {
            throw Fault(
                .specification, "cannot find the image '\(name)': \(client.engine) has none of that name",
                hint: "build it; '\(client.engine) images' lists what is there")
        }
        let source = Digest.sha256(name)
        return try await ImageLock.hold("\(client.engine)-\(source)", in: store) { () throws(Fault) in
            // Somebody else may have fetched it meanwhile.
            if let known = try await ImageLookup.image(name, client) { return try fitting(known) }
            whenFetching()
            return try fitting(try await pull(source, client))
        }
    }

    private func pull(_ source: String, _ client: ImageClient) async throws(Fault) -> ImageRecord {
        let ids = try await ImageLookup.ids(client, act: act)
        let answer = try await client.answer(["pull", "--quiet", name], act: act, timeout: Self.pullTimeout)
        guard answer.code == 0 else {
            let said = answer.errors.split(separator: "\n").last.map(String.init) ?? "it said nothing"
            throw PullFailure(answer.errors).fault(name, said: TerminalText.line(Array(said.utf8), max: 500))
        }
        guard let image = try await ImageLookup.image(name, client) else {
            throw Fault(.failed, "\(act): \(client.engine) fetched it, and has none of that name")
        }
        try LoadedImage(engine: client.engine, source: source, id: image.id, isOurs: !ids.contains(image.id))
            .remember(in: store, as: name)
        return image
    }

    private func fitting(_ image: ImageRecord) throws(Fault) -> ImageRecord {
        if let refusal = image.refusal(onMachine: ImageLookup.machine) { throw refusal }
        return image
    }
}
