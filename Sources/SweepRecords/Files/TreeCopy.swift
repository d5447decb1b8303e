internal import CSweepShims
internal import Glibc
internal import Synchronization

/// Copies files and folders, sharing blocks (reflink) where the file system can; links stay links.
enum TreeCopy {
    /// Copies what one open folder holds into another, which is empty.
    static func contents(of source: borrowing Descriptor, into target: borrowing Descriptor) throws(SystemError) {
        for entry in try Folder.entries(source) {
            switch entry.kind {
            case .file: try file(entry.name, from: source.number, to: target.number)
            case .link: try link(entry.name, from: source.number, to: target.number)
            case .folder:
                try Folder.make(entry.name, mode: 0o755, in: target.number)
                try contents(
                    of: Descriptor(folder: entry.name, in: source.number),
                    into: Descriptor(folder: entry.name, in: target.number))
            case .other: break
            }
        }
    }

    /// Copies one file with its permissions and time of change to the same path in another folder.
    static func file(_ path: String, from source: Int32, to target: Int32) throws(SystemError) {
        let original = try Descriptor(path, O_RDONLY | O_NONBLOCK, in: source)
        let status = try original.status()
        guard status.isRegular else { throw SystemError(EINVAL) }
        let mode = status.st_mode & 0o777 | 0o600
        let copy = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode, in: target)
        if !clone(original, on: status.st_dev, into: copy) { try bytes(of: original, into: copy) }
        let times = [status.st_atim, status.st_mtim]
        guard futimens(copy.number, times) == 0 else { throw .last }
    }

    /// Devices of which a file system said that it lets no files share blocks.
    private static let unshared = Mutex<Set<dev_t>>([])

    /// Makes a copy that shares its blocks with the original until one of them is written; false where that cannot be.
    private static func clone(
        _ original: borrowing Descriptor, on device: dev_t, into copy: borrowing Descriptor
    ) -> Bool {
        guard !unshared.withLock({ $0.contains(device) }) else { return false }
        let code = sweep_clone_file(original.number, copy.number)
        if [-EOPNOTSUPP, -ENOTTY, -ENOSYS].contains(code) { unshared.withLock { _ = $0.insert(device) } }
        return code >= 0
    }

    /// Copies again what a power cut has cut short: files of the copy whose time of change is still the original's, and
    /// whose size is not.
    static func repair(_ target: borrowing Descriptor, from source: borrowing Descriptor) throws(SystemError) {
        for entry in try Folder.entries(source) {
            guard let copy = try? stat(entry.name, in: target.number) else { continue }
            if entry.kind == .folder, copy.isFolder {
                try repair(
                    Descriptor(folder: entry.name, in: target.number),
                    from: Descriptor(folder: entry.name, in: source.number))
            } else if entry.kind == .file, copy.isRegular, try isCut(copy, stat(entry.name, in: source.number)) {
                unlinkat(target.number, entry.name, 0)
                try file(entry.name, from: source.number, to: target.number)
            }
        }
    }

    private static func isCut(_ copy: stat, _ original: stat) -> Bool {
        copy.st_size != original.st_size && copy.st_mtim.tv_sec == original.st_mtim.tv_sec
            && copy.st_mtim.tv_nsec == original.st_mtim.tv_nsec
    }

    /// Waits until all that a folder holds is on the disk.
    static func sync(_ folder: borrowing Descriptor) throws(SystemError) {
        let entries = try Folder.entries(folder)
        let files = entries.filter { $0.kind == .file }.map(\.name)
        for file in files { try Descriptor(file, O_RDONLY, in: folder.number).startSync() }
        for entry in entries where entry.kind == .folder {
            try sync(Descriptor(folder: entry.name, in: folder.number))
        }
        for file in files { try Descriptor(file, O_RDONLY, in: folder.number).sync() }
        try folder.sync()
    }

    /// Makes the same link in another folder.
    static func link(_ path: String, from source: Int32, to target: Int32) throws(SystemError) {
        guard symlinkat(try destination(of: path, in: source), target, path) == 0 else { throw .last }
    }

    /// What a link points to.
    static func destination(of path: String, in folder: Int32) throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(folder, path, &buffer, buffer.count)
        guard count >= 0 else { throw .last }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func bytes(
        of source: borrowing Descriptor, into target: borrowing Descriptor
    ) throws(SystemError) {
        var offset: Int64 = 0
        while true {
            let count = sweep_copy_range(source.number, &offset, target.number, 1 << 30)
            if count == 0 { return }
            if count < 0 { break }
        }
        // Some pairs of file systems cannot copy inside the kernel.
        while true {
            let piece = try source.read(at: offset, count: 1 << 20)
            if piece.isEmpty { return }
            try target.write(piece)
            offset += Int64(piece.count)
        }
    }
}
