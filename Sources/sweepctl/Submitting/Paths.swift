internal import Glibc
internal import SweepModel

/// Paths of the submitter's file system.
enum Paths {
    /// The current folder.
    ///
    /// - Throws: `failed` where it has been removed, or cannot be named.
    static func current() throws(Fault) -> String {
        guard let buffer = getcwd(nil, 0) else {
            throw Fault(
                .failed, "cannot tell the current folder: \(String(cString: strerror(errno)))",
                hint: "'cd' to one that exists")
        }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    /// - Throws: as ``current()``, where the path is relative.
    static func absolute(_ path: String) throws(Fault) -> String {
        path.hasPrefix("/") ? path : absolute(path, from: try current())
    }

    static func absolute(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : folder == "/" ? "/" + path : "\(folder)/\(path)"
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func isFile(_ path: String) -> Bool { (kind(path) ?? 0) == S_IFREG }
    static func isFolder(_ path: String) -> Bool { (kind(path) ?? 0) == S_IFDIR }
    static func isExecutable(_ path: String) -> Bool { isFile(path) && access(path, X_OK) == 0 }

    private static func kind(_ path: String) -> mode_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
    }

    /// Where a command's name is found in the PATH of this process.
    static func find(_ name: String) -> String? {
        (Environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
            .map { "\($0)/\(name)" }.first { $0.hasPrefix("/") && isExecutable($0) }
    }
}
