internal import SweepDevices
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// The folders of queue and runs: local, writable, with room.
struct StateFolderCheck: Check {
    /// Below these a sweep of some size fills the disk, or nothing can be written at all.
    private static let least = (warning: Int64(1 << 30), fault: Int64(64 << 20))

    /// A folder, and the key of the configuration that moves it.
    private struct Place {
        let name: String
        let folder: String
        let key: String
        /// Whether the caller's processes write there.
        var isOwn = true
    }

    func findings(on host: DoctorHost) async -> [Finding] {
        let (state, runs) = (host.paths.state, host.paths.runs)
        let isOwn = !host.paths.isSystem || host.isRoot || host.files.owner(Self.present(state, host)) == host.uid
        var places = [Place(name: "state-folder", folder: state, key: "storage.state", isOwn: isOwn)]
        if !runs.hasPrefix(state + "/") {
            places.append(Place(name: "runs-folder", folder: runs, key: "storage.runs", isOwn: isOwn))
        }
        return places.map { finding($0, host) }
    }

    private func finding(_ place: Place, _ host: DoctorHost) -> Finding {
        let present = Self.present(place.folder, host)
        let lookedFor = "a folder on a local disk that can be written, with 1 GiB free: \(place.folder)"
        let free = StateFolder.freeBytes(of: host.files.path(present))
        let other = "name another one as '\(place.key)' in \(host.paths.configuration)"
        if let fault = fault(of: present, place, host) {
            return Finding(place.name, .fault, lookedFor: lookedFor, found: fault, remedy: other)
        }
        return Finding(
            place.name, free < Self.least.fault ? .fault : free < Self.least.warning ? .warning : .ok,
            lookedFor: lookedFor,
            found: "\(ByteCount(bytes: free).text) free"
                + (present == place.folder ? "" : "; it will be made in \(present)"),
            remedy: free < Self.least.warning ? "sweepctl gc, or \(other)" : nil)
    }

    private func fault(of present: String, _ place: Place, _ host: DoctorHost) -> String? {
        let mounts = MountTable(host.files.text("/proc/self/mountinfo") ?? "")
        if let type = mounts.networkType(of: present) { return "a network file system (\(type)), which loses data" }
        guard place.isOwn, !host.files.isUsable(present) else { return nil }
        return "\(present) cannot be written by \(host.userName)"
    }

    /// The folder itself, or the lowest one above it that exists.
    private static func present(_ folder: String, _ host: DoctorHost) -> String {
        var path = folder
        while path != "/", !host.files.exists(path) {
            path = path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
            if path.isEmpty { path = "/" }
        }
        return path
    }
}
