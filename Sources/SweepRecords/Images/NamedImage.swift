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

    /// As the engine has it; nil where a registry must be asked.
    ///
    /// - Throws: a ``Fault`` with code `specification` where no registry can have it, or it is none for this host;
    ///   `failed` where the engine does not say.
    package func known(_ client: ImageClient) async throws(Fault) -> ImageRecord? {
        try await EngineVersion.check(client)
        if let known = try await ImageLookup.image(name, client) { return try fitting(known) }
        guard !name.hasPrefix(Self.ownPrefix), !ImageRecord.isID(name) else {
            throw Fault(
                .specification, "cannot find the image '\(name)': \(client.engine) has none of that name",
                hint: "build it; '\(client.engine) images' lists what is there")
        }
        guard !Self.namesPlace(name) else {
            throw Fault(
                .specification, "cannot fetch the image '\(name)': it is no name of a registry's image",
                hint: "e.g. docker.io/library/python:3.12; an archive is docker-archive:PATH or oci-archive:PATH")
        }
        return nil
    }

    /// Podman reads some words before a colon as kinds of places, files among them.
    private static func namesPlace(_ name: String) -> Bool {
        let kinds = [
            "containers-storage", "dir", "docker", "docker-daemon", "oci", "ostree", "sif", "tarball", "docker-archive",
            "oci-archive",
        ]
        return name.hasPrefix("/") || name.hasPrefix(".") || name.hasPrefix("-") || name.contains("://")
            || kinds.contains { name.hasPrefix($0 + ":/") || name.hasPrefix($0 + ":.") }
    }

    /// Fetches it where need be.
    ///
    /// - Throws: as ``known(_:)``; `permission` where its registry denies it, `unreachable` where the registry cannot be
    ///   reached now, `specification` where that has none of the name.
    package func image(_ client: ImageClient) async throws(Fault) -> ImageRecord {
        if let known = try await known(client) { return known }
        let source = Digest.sha256(name)
        return try await ImageLock.hold("\(client.engine)-\(source)", in: store) { () throws(Fault) in
            // Somebody else may have fetched it meanwhile.
            if let known = try await ImageLookup.image(name, client) { return try fitting(known) }
            return try fitting(try await pull(source, client))
        }
    }

    private func pull(_ source: String, _ client: ImageClient) async throws(Fault) -> ImageRecord {
        let ids = try await ImageLookup.all(client, act: act).ids
        let answer = try await client.answer(
            ["pull", "--quiet", "--", name], act: act, timeout: Self.pullTimeout, endsWithUs: false)
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
