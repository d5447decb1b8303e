internal import Glibc
internal import SweepModel

/// Folders of the user's own.
enum Folder {
    /// Makes a folder with all above it, mode 0700.
    ///
    /// - Throws: `permission` or `failed`, with its name.
    static func make(_ path: String) throws(Fault) {
        var code = mkdir(path, 0o700) == 0 ? 0 : errno
        if code == ENOENT, Paths.folder(of: path) != path, path != "/" {
            try make(Paths.folder(of: path))
            code = mkdir(path, 0o700) == 0 ? 0 : errno
        }
        guard code != 0, code != EEXIST else { return }
        throw Fault(
            code == EACCES || code == EROFS || code == EPERM ? .permission : .failed,
            "cannot make the folder '\(path)': \(String(cString: strerror(code)))",
            hint: "give another place with --state-dir")
    }
}
