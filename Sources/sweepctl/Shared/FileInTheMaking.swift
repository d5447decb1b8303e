internal import Glibc
internal import SweepModel

/// A new file, mode 0600, that has its name only once it is whole.
final class FileInTheMaking: Sendable {
    let path: String
    let temporary: String
    private let mayReplace: Bool
    private let descriptor: Int32

    /// - Parameter path: absolute.
    /// - Throws: `conflict` where it is there and may not be replaced; `permission` or `failed` where it cannot be
    ///   made.
    init(_ path: String, mayReplace: Bool) throws(Fault) {
        if !mayReplace, access(path, F_OK) == 0 { throw Self.taken(path) }
        (self.path, self.mayReplace, temporary) = (path, mayReplace, path + ".partial-\(getpid())")
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.fault(path) }
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }

    func write(_ bytes: [UInt8]) throws(Fault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw Self.fault(path) }
        }
    }

    /// Makes room for another who writes it under its temporary name.
    func remove() { unlink(temporary) }

    /// Gives it its name.
    ///
    /// - Throws: `conflict` where somebody has taken the name meanwhile.
    func finish() throws(Fault) {
        guard fsync(descriptor) == 0 else { throw Self.fault(path) }
        let isDone = mayReplace ? rename(temporary, path) == 0 : renameWithoutReplacing()
        guard !isDone else { return }
        throw errno == EEXIST ? Self.taken(path) : Self.fault(path)
    }

    /// Where a file system has no links (exFAT), the name is taken by an empty file first.
    private func renameWithoutReplacing() -> Bool {
        if link(temporary, path) == 0 { return true }
        guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) else { return false }
        let holder = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard holder >= 0 else { return false }
        close(holder)
        return rename(temporary, path) == 0
    }

    private static func taken(_ path: String) -> Fault {
        Fault(.conflict, "cannot write '\(path)': it is there already", hint: "name another file, or give --force")
    }

    private static func fault(_ path: String) -> Fault {
        let (code, reason) = (errno, String(cString: strerror(errno)))
        let kind: Fault.Code = [EACCES, EPERM, EROFS].contains(code) ? .permission : .failed
        return Fault(kind, "cannot write '\(path)': \(reason)")
    }
}
