internal import CSweepShims
internal import Glibc

/// An open file or folder, closed when the value ends. Opening never follows a link in the last component.
struct Descriptor: ~Copyable {
    let number: Int32

    /// - Parameters:
    ///   - path: absolute, or relative to `folder`.
    ///   - folder: number of an open folder.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        var result: Int32
        repeat { result = sweep_open_at(folder, path, flags, mode) } while result == -EINTR
        guard result >= 0 else { throw SystemError(-result) }
        number = result
    }

    /// Opens a folder.
    init(folder path: String, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        try self.init(path, O_RDONLY | O_DIRECTORY, in: folder)
    }

    deinit { close(number) }

    func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last }
        return status
    }

    /// The most bytes asked for in one call; files of the kernel's own refuse larger ones.
    private static let pieceMax = 1 << 20

    /// Reads at a place; fewer bytes than asked for only at the end of the file.
    func read(at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let wanted = min(count - filled, Self.pieceMax)
                let got = pread(number, buffer.baseAddress.map { $0 + filled }, wanted, Int(offset) + filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = .last }
                if got <= 0 { break }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Waits until the file or folder is on the disk.
    func sync() throws(SystemError) {
        guard fsync(number) == 0 else { throw .last }
    }

    /// Starts writing a file to the disk without waiting.
    func startSync() { _ = sweep_start_writeback(number) }

    /// Appends all of the bytes.
    func write(_ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .last }
            done += written
        }
    }
}

extension stat {
    var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
    var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
    var isLink: Bool { st_mode & S_IFMT == S_IFLNK }

    /// Of a path relative to an open folder, links not followed.
    init(_ path: String, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        self.init()
        guard fstatat(folder, path, &self, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
    }
}
