internal import CSweepShims
internal import Glibc

/// Small files, read and written as a whole.
enum WholeFile {
    /// The bytes of a regular file; nil where there is none of that name.
    ///
    /// - Throws: `EFBIG` above the limit, `EINVAL` where it is no regular file.
    static func read(_ path: String, limit: Int, in folder: Int32 = AT_FDCWD) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            let file = try Descriptor(path, O_RDONLY | O_NONBLOCK, in: folder)
            let status = try file.status()
            guard status.isRegular else { throw SystemError(EINVAL) }
            guard status.st_size <= limit else { throw SystemError(EFBIG) }
            return try file.read(at: 0, count: Int(status.st_size))
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    /// Makes a file that nobody reads yet; what an interrupted start left under its name is replaced.
    static func make(_ path: String, _ bytes: [UInt8], mode: mode_t, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        try create(path, mode: mode, in: folder).write(bytes)
    }

    /// Replaces a file in one step: whoever reads it sees the old text or the new one.
    static func replace(
        _ path: String, _ bytes: [UInt8], mode: mode_t, in folder: Int32 = AT_FDCWD
    ) throws(SystemError) {
        let temporary = path + ".tmp"
        try make(temporary, bytes, mode: mode, in: folder)
        let result = sweep_rename_over(folder, temporary, path)
        guard result == 0 else { throw SystemError(-result) }
    }

    private static func create(_ path: String, mode: mode_t, in folder: Int32) throws(SystemError) -> Descriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL
        do throws(SystemError) {
            return try Descriptor(path, flags, mode: mode, in: folder)
        } catch  where error.code == EEXIST {
            guard unlinkat(folder, path, 0) == 0 || errno == ENOENT else { throw .last }
            return try Descriptor(path, flags, mode: mode, in: folder)
        }
    }
}
