internal import Glibc
internal import SweepDevices
internal import SweepModel
internal import SweepRecords
internal import SweepStore

/// A private folder on tmpfs, for sockets and for the files that hold what runs get in their environment.
struct RuntimeFolderCheck: Check {
    private static let name = "runtime-folder"

    func findings(on host: DoctorHost) async -> [Finding] {
        guard let folder = host.environment["XDG_RUNTIME_DIR"], folder.hasPrefix("/") else { return [without(host)] }
        let lookedFor = "XDG_RUNTIME_DIR: a folder on tmpfs, the user's alone"
        let remedy = "log in by ssh or a console instead of su, or 'export XDG_RUNTIME_DIR=/run/user/\(host.uid)'"
        guard let reason = fault(of: folder, host) else {
            return [Finding(Self.name, lookedFor: lookedFor, found: folder)]
        }
        return [Finding(Self.name, .fault, lookedFor: lookedFor, found: "\(folder) \(reason)", remedy: remedy)]
    }

    /// Then sockets and env files are in a folder of their own in /dev/shm.
    private func without(_ host: DoctorHost) -> Finding {
        Finding(
            Self.name, .warning, lookedFor: "XDG_RUNTIME_DIR",
            found: "not set: sockets and env files go to /dev/shm/sweepd-\(host.uid)",
            remedy: host.hasUserManager
                ? "export XDG_RUNTIME_DIR=/run/user/\(host.uid)" : "loginctl enable-linger \(host.userName)")
    }

    private func fault(of folder: String, _ host: DoctorHost) -> String? {
        guard let mode = host.files.mode(folder), let owner = host.files.owner(folder) else { return "does not exist" }
        if mode & S_IFMT != S_IFDIR { return "is no folder" }
        if owner != host.uid { return "belongs to another user (uid \(owner))" }
        if mode & 0o077 != 0 { return "can be entered by others (mode \(String(mode & 0o777, radix: 8)))" }
        let mounts = MountTable(host.files.text("/proc/self/mountinfo") ?? "")
        let type = mounts.type(of: folder) ?? "unknown"
        if !["tmpfs", "ramfs", "unknown"].contains(type) { return "is on \(type): env files would reach a disk" }
        return host.files.isUsable(folder) ? nil : "cannot be written"
    }
}
