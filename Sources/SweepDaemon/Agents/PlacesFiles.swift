internal import Glibc
internal import SweepModel
internal import SweepRecords

/// Where agents keep their users' runs, as they said when they were last connected: a file each, named after the uid.
struct PlacesFiles: Sendable {
    /// Absolute.
    let folder: String

    var all: [UInt32: AgentPlaces] {
        var all: [UInt32: AgentPlaces] = [:]
        for name in StateFolder.children(of: folder) {
            guard let uid = UInt32(name), let text = StateFolder.text(of: folder + "/" + name, limit: 1 << 16),
                let json = try? JSONParser.parse(Array(text.utf8))
            else { continue }
            all[uid] = try? json.decoded(as: AgentPlaces.self)
        }
        return all
    }

    /// - Throws: `failed` where it cannot be written.
    func write(_ places: AgentPlaces, of uid: UInt32) throws(Fault) {
        let path = "\(folder)/\(uid)"
        let text = (try? JSONValue(encoding: places))?.text() ?? ""
        if StateFolder.text(of: path) == text { return }
        try StateFolder.make(folder)
        guard let file = fopen(path + ".new", "we") else { throw Self.fault(path) }
        // As durable as the queue, whose live attempts nobody finds without it.
        let isWritten = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0
        guard fclose(file) == 0, isWritten, rename(path + ".new", path) == 0 else { throw Self.fault(path) }
        let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw Self.fault(path) }
        defer { close(parent) }
        guard fsync(parent) == 0 else { throw Self.fault(path) }
    }

    private static func fault(_ path: String) -> Fault {
        Fault(.failed, "cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
}
