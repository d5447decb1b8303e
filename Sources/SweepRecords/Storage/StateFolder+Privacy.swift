internal import Glibc
package import SweepModel

extension StateFolder {
    /// Checks that a folder is this user's alone, so that nobody else has put into it what we would trust.
    ///
    /// - Throws: `permission` where it is a link, no folder, another user's, or open to others.
    package static func checkPrivate(_ path: String) throws(Fault) {
        guard let reason = whyNotPrivate(path) else { return }
        throw Fault(
            .permission, "cannot use the folder '\(path)': \(reason)",
            hint: "remove it, make it yours alone with 'chmod 700', or name another place with XDG_RUNTIME_DIR")
    }

    private static func whyNotPrivate(_ path: String) -> String? {
        guard let status = try? stat(path) else { return SystemError.last.reason }
        if status.isLink { return "it is a link" }
        if !status.isFolder { return "it is no folder" }
        if status.st_uid != geteuid() { return "it belongs to another user (uid \(status.st_uid))" }
        let mode = status.st_mode & 0o777
        return mode & 0o077 == 0 ? nil : "others may enter it (mode \(String(mode, radix: 8)))"
    }
}
