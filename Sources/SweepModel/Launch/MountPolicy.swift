/// Which files of the host containers may see. Pure: it judges absolute paths without links, and whoever opens one has
/// to see to it that there are none.
package struct MountPolicy: Hashable, Sendable, Codable {
    /// Every source lies beneath one of these. `/` bounds nothing.
    package var roots: [String]
    /// Folders and sockets of sweepd's own.
    package var own: [String]
    /// The folder of the runs, which is one of ``own``.
    package var runs: String

    /// No bounds but those of the host's own workings.
    package init() { self.init(own: [], runs: "/no-runs") }

    package init(roots: [String] = ["/"], own: [String], runs: String) {
        self.roots = roots
        self.own = own
        self.runs = runs
    }

    /// The host's own workings, and the places in them that hold data all the same.
    private static let workings = ["/proc", "/sys", "/dev", "/run", "/var/run"]
    private static let data = ["/dev/shm", "/run/media"]

    /// Why a container may not see that path; nil where it may.
    ///
    /// - Returns: the end of a sentence about it, and what to do.
    package func refusal(of path: String, isReadOnly: Bool) -> (reason: String, hint: String)? {
        if own.contains(path) { return ("it is sweepd's own", "name a folder of data") }
        if let own = own.first(where: { HostPath.contains(path, $0) }), path != "/" {
            return ("it contains '\(own)', which is sweepd's own", "name a folder in it")
        }
        if let own = own.first(where: { HostPath.contains($0, path) }) {
            guard isKept(path) else { return ("it lies in '\(own)', which is sweepd's own", "copy it elsewhere") }
            return isReadOnly ? nil : ("it is what another run kept", "add 'read_only: true'")
        }
        if path == "/" || Self.workings.contains(where: { HostPath.contains($0, path) }), !isData(path) {
            return ("it gives away the host", "name a folder of data")
        }
        guard roots.contains(where: { HostPath.contains($0, path) }) else {
            let list = roots.isEmpty ? "which hold nothing" : roots.map { "'\($0)'" }.joined(separator: ", ")
            return (
                "it lies beneath none of the configured 'mount_roots' (\(list))", "move it, or ask an administrator"
            )
        }
        return nil
    }

    private func isData(_ path: String) -> Bool {
        Self.data.contains { HostPath.contains($0, path) && path != $0 }
    }

    /// Whether it is a run's directory (SWEEP_RUN_DIR), or lies in one.
    private func isKept(_ path: String) -> Bool {
        guard path.hasPrefix(runs + "/") else { return false }
        let parts = path.dropFirst(runs.count + 1).split(separator: "/")
        return parts.count >= 3 && parts[2] == "files"
    }
}
