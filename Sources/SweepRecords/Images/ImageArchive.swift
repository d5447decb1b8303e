internal import Glibc
package import SweepModel

/// An image in a file, which an engine loads once for all submissions that have the same content.
package struct ImageArchive: Sendable {
    /// Longer than it takes to unpack any image, unless the engine hangs.
    private static let loadTries = 5
    private static let loadTimeout = Span.seconds(1800)

    private let path: String
    /// As the specification has it.
    private let name: String
    private let store: String
    private var act: String { "cannot load the image '\(name)'" }

    /// - Parameters:
    ///   - path: absolute.
    ///   - name: as the specification has it.
    ///   - store: the folder of snapshots.
    package init(path: String, name: String, store: String) {
        (self.path, self.name, self.store) = (path, name, store)
    }

    /// The image that is in it, loaded if need be.
    ///
    /// - Throws: a ``Fault`` with code `specification` where it is no image for this host; `failed` where it cannot be
    ///   read, or the engine does not say.
    package func image(_ client: ImageClient) async throws(Fault) -> ImageRecord {
        try await EngineVersion.check(client)
        let (archive, before) = try digest()
        return try await ImageLock.hold("\(client.engine)-\(archive)", in: store) { () throws(Fault) in
            if let known = try await known(archive, client) { return known }
            return try await load(archive, before, client)
        }
    }

    private func load(_ archive: String, _ before: State, _ client: ImageClient) async throws(Fault) -> ImageRecord {
        let before = (file: before, images: try await ImageLookup.all(client, act: act))
        let plain = try await PlainArchive(path, name: name, store: store, act: act, timeout: Self.loadTimeout)
        let load = ["load", "--input", plain.path]
        var answer = try await client.answer(load, act: act, timeout: Self.loadTimeout)
        // Podman looks at all images then, and fails on one that somebody removes at that moment.
        for _ in 1..<Self.loadTries where answer.code != 0 && answer.errors.contains("image not known") {
            answer = try await client.answer(load, act: act, timeout: Self.loadTimeout)
        }
        guard answer.code == 0 else { throw refused(client, answer.lastWords) }
        guard try state() == before.file else {
            throw Fault(.failed, "\(act): the file changed meanwhile", hint: "submit again once it is complete")
        }
        var image: ImageRecord
        do throws(Fault) {
            image = try await loaded(answer, client)
        } catch {
            // What is refused does not stay.
            for name in Self.names(answer) where before.images.names[name] == nil {
                _ = try? await client.answer(["rmi", name], act: act)
            }
            throw error
        }
        image.archive = archive
        try await giveBack(before.images.names, from: image, answer, client)
        let isOurs = !before.images.ids.contains(image.id)
        try LoadedImage(engine: client.engine, source: archive, id: image.id, isOurs: isOurs)
            .remember(in: store, as: name)
        if let refusal = image.refusal(onMachine: ImageLookup.machine) { throw refusal }
        return image
    }

    /// The image of an earlier load, where the engine still has it.
    private func known(_ archive: String, _ client: ImageClient) async throws(Fault) -> ImageRecord? {
        guard let record = LoadedImage.read(client.engine, archive, in: store),
            var image = try await ImageLookup.image(record.id, client)
        else { return nil }
        // `gc` leaves alone what was used a moment ago.
        utimensat(AT_FDCWD, record.path(in: store), nil, 0)
        (image.name, image.archive) = (name, archive)
        if let refusal = image.refusal(onMachine: ImageLookup.machine) { throw refusal }
        return image
    }

    /// The image that the engine says it has loaded: in its words `Loaded image: NAME`, or `… ID: sha256:ID`.
    private func loaded(_ answer: ShortCommand.Output, _ client: ImageClient) async throws(Fault) -> ImageRecord {
        var found: ImageRecord?
        for name in Self.names(answer) {
            let image = try await ImageLookup.image(name, client)
            guard found == nil || image?.id == found?.id else {
                throw Fault(.specification, "\(act): it holds several images", hint: "save one image alone")
            }
            found = image
        }
        guard var found else { throw Fault(.failed, "\(act): \(client.engine) said '\(answer.text)'") }
        found.name = name
        return found
    }

    private static func names(_ answer: ShortCommand.Output) -> [String] {
        let lines = answer.text.split(separator: "\n").filter { $0.hasPrefix("Loaded image") }
        let names = lines.compactMap { line in
            line.firstIndex(of: ":").map { line[line.index(after: $0)...].drop { $0 == " " } }
        }
        return names.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// An archive brings the names that its image had when it was saved: those that were another image's stay that one's.
    private func giveBack(
        _ names: [String: String], from image: ImageRecord, _ answer: ShortCommand.Output, _ client: ImageClient
    ) async throws(Fault) {
        for name in Self.names(answer) {
            guard let id = names[name], id != image.id else { continue }
            let given = try await client.answer(["tag", id, name], act: act)
            guard given.code == 0 else { throw Fault(.failed, "\(act): '\(name)' was another image: \(given.reason)") }
        }
    }

    private func refused(_ client: ImageClient, _ reason: String) -> Fault {
        guard !reason.contains("no space left on device") else {
            return Fault(
                .failed, "\(act): \(client.engine) said '\(reason)'",
                hint: "make room where it keeps images: '\(client.engine) system df'")
        }
        return Fault(
            .specification, "\(act): it is truncated, or holds no image: \(client.engine) said '\(reason)'",
            hint: "make it with '\(client.engine) save --output FILE NAME'")
    }
}

// The file.
extension ImageArchive {
    /// What tells a file from another, or from itself at another time.
    private struct State: Hashable {
        let device: UInt
        let inode: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    /// Through links: a submitter may name her files as she likes.
    private func state() throws(Fault) -> State {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Fault(
                .specification, "\(act): \(SystemError.last.reason)",
                hint: "a path is relative to the specification's folder")
        }
        guard status.isRegular else { throw Fault(.specification, "\(act): it is no file") }
        return State(
            device: status.st_dev, inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    private func digest() throws(Fault) -> (digest: String, state: State) {
        let before = try state()
        guard let real = realPath(path) else { throw SystemError.last.fault(act) }
        return try explaining(act) { () throws(SystemError) in
            (try Digest.file(real, in: AT_FDCWD).sha256, before)
        }
    }
}
