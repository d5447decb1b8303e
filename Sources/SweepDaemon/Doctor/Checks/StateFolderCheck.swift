internal import SweepDevices
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// The folders of queue and runs: local, writable, with room.
struct StateFolderCheck: Check {
    /// Below these a sweep of some size fills the disk, or nothing can be written at all.
    private static let least = (warning: Int64(1 << 30), fault: Int64(64 << 20))

    func findings(on host: DoctorHost) async -> [Finding] {
        let places = [("state-folder", host.paths.state), ("runs-folder", host.paths.runs)]
        let nested = host.paths.runs.hasPrefix(host.paths.state + "/")
        return places.prefix(nested ? 1 : 2).map { finding($0.0, $0.1, host) }
    }

    private func finding(_ name: String, _ folder: String, _ host: DoctorHost) -> Finding {
        let present = Self.present(folder, host)
        let lookedFor = "a folder on a local disk that can be written, with 1 GiB free: \(folder)"
        let other = "name another one as 'storage.state' in \(host.paths.configuration)"
        let mounts = MountTable(host.files.text("/proc/self/mountinfo") ?? "")
        if let type = mounts.networkType(of: present) {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "a network file system (\(type)), which loses data",
                remedy: other)
        }
        guard host.files.isUsable(present) else {
            return Finding(
                name, .fault, lookedFor: lookedFor, found: "\(present) cannot be written by \(host.userName)",
                remedy: other)
        }
        let free = StateFolder.freeBytes(of: host.files.path(present))
        return Finding(
            name, free < Self.least.fault ? .fault : free < Self.least.warning ? .warning : .ok, lookedFor: lookedFor,
            found: "\(ByteCount(bytes: free).text) free" + (present == folder ? "" : "; it will be made in \(present)"),
            remedy: free < Self.least.warning ? "sweepctl gc, or \(other)" : nil)
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
