internal import SweepDevices
internal import SweepModel

/// Where the locks of leased GPUs are made, one folder for all daemons of a host.
struct LockFolderCheck: Check {
    func findings(on host: DoctorHost) async -> [Finding] {
        let folder = host.paths.locks
        let lookedFor = "\(folder), writable, for the locks of GPUs"
        guard !host.files.isUsable(folder) else { return [Finding("lock-folder", lookedFor: lookedFor, found: folder)] }
        let isThere = host.files.exists(folder)
        return [
            Finding(
                "lock-folder", .warning, lookedFor: lookedFor,
                found: "\(isThere ? "cannot be written by \(host.userName)" : "not there"): no GPU can be leased",
                remedy: isThere ? "chmod 1777 \(folder)" : "mkdir -m 1777 \(folder)")
        ]
    }
}
