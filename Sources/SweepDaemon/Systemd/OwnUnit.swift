internal import Glibc
internal import SweepAgent

/// Whether runs of this process's user are to be units of her service manager.
enum OwnUnit {
    /// The manager, where this process is one of its units itself or it stays when she logs out; else nil: runs would
    /// end with her session there.
    ///
    /// - Parameter environment: of this process, as the manager sets it (systemd.exec(5), "MANAGERPID").
    static func units(_ environment: [String: String]) -> TransientUnits? {
        guard let runtime = environment["XDG_RUNTIME_DIR"], access(runtime + "/systemd/private", F_OK) == 0 else {
            return nil
        }
        let isUnit = environment["MANAGERPID"] != nil && environment["SYSTEMD_EXEC_PID"] == "\(getpid())"
        return isUnit || lingers ? TransientUnits(runtimeFolder: runtime) : nil
    }

    private static var lingers: Bool { access("/var/lib/systemd/linger/\(UserName.name(of: getuid()))", F_OK) == 0 }
}
