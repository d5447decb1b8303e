internal import Glibc
package import SweepModel

/// What is remembered of an image that was loaded from an archive or fetched, beside the source snapshots: by the engine
/// and the archive's content or the image's name, so that the next submission loads nothing, and `gc` knows what may go.
package struct LoadedImage: Hashable, Sendable {
    package var engine: String
    /// SHA-256 of the archive, or of the name, in hexadecimal.
    package var source: String
    /// The image's id.
    package var id: String
    /// The engine did not have the image before.
    package var isOurs: Bool

    private static let suffix = ".json"
    private static let bytesMax = 64 << 10

    package init(engine: String, source: String, id: String, isOurs: Bool) {
        (self.engine, self.source, self.id, self.isOurs) = (engine, source, id, isOurs)
    }

    /// Of the folder in which they lie, in that of snapshots.
    static let folderName = "images"

    static func folder(in store: String) -> String { "\(store)/\(folderName)" }

    private static func path(_ engine: String, _ source: String, in store: String) -> String {
        "\(folder(in: store))/\(engine)-\(source)\(suffix)"
    }

    package func path(in store: String) -> String { Self.path(engine, source, in: store) }

    static func read(_ engine: String, _ source: String, in store: String) -> LoadedImage? {
        read(path(engine, source, in: store))
    }

    private static func read(_ path: String) -> LoadedImage? {
        guard let bytes = try? WholeFile.read(path, limit: bytesMax), let json = try? JSONParser.parse(bytes),
            let engine = json["engine"]?.stringValue, let source = json["source"]?.stringValue,
            let id = json["id"]?.stringValue, let isOurs = json["is_ours"]?.boolValue
        else { return nil }
        return LoadedImage(engine: engine, source: source, id: id, isOurs: isOurs)
    }

    /// - Parameter name: as the specification has it.
    func remember(in store: String, as name: String) throws(Fault) {
        try explaining("cannot remember the image '\(name)'") { () throws(SystemError) in try write(in: store) }
    }

    private func write(in store: String) throws(SystemError) {
        let json: JSONObject = [
            "engine": .string(engine), "source": .string(source), "id": .string(id), "is_ours": .bool(isOurs),
        ]
        try WholeFile.replace(path(in: store), Array(json.text().utf8), mode: 0o600)
    }

    /// Those that were neither made nor used for some time: a submission may be on its way to the queue.
    package static func settled(in store: String, now: Instant, age: Span = .seconds(3600)) -> [LoadedImage] {
        guard let folder = try? Descriptor(folder: folder(in: store)), let entries = try? Folder.entries(folder) else {
            return []
        }
        return entries.compactMap { entry in
            guard entry.name.hasSuffix(suffix), let status = try? stat(entry.name, in: folder.number),
                Int64(status.st_mtim.tv_sec) * 1_000_000_000 + age.nanoseconds < now.nanoseconds
            else { return nil }
            return read("\(Self.folder(in: store))/\(entry.name)")
        }
    }
}
