internal import CSweepShims
internal import Glibc

/// The folder of an attempt's records, held open: whatever becomes of its path, this is the one written to.
struct RecordFolder {
    enum Name {
        static let started = "started.json"
        static let exit = "exit.json"
        static let standardOutput = "stdout.log"
        static let standardError = "stderr.log"
    }

    let directory: Descriptor

    init(path: String) throws(SystemFailure) {
        let opened = sweep_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0)
        directory = try Descriptor(checking: opened, "cannot open '\(path)'")
    }

    /// The attempt's lock, which is the folder's own, held until the descriptor is closed; nil where another process
    /// holds it.
    func lock() throws(SystemFailure) -> Descriptor? {
        let folder = try open(".", O_RDONLY | O_DIRECTORY)
        let result = sweep_try_lock(folder.number, 1)
        if result == -EWOULDBLOCK { return nil }
        guard result == 0 else { throw SystemFailure("cannot lock the folder", number: -result) }
        return folder
    }

    /// Opens or creates a file of the folder (mode 0600), never through a symbolic link.
    func open(_ name: String, _ flags: Int32) throws(SystemFailure) -> Descriptor {
        try Descriptor(checking: sweep_open_at(directory.number, name, flags, 0o600), "cannot open '\(name)'")
    }

    func remove(_ name: String) { unlinkat(directory.number, name, 0) }

    /// Puts a whole file in place under a name that must be free; false where it is taken.
    func create(_ name: String, _ bytes: [UInt8]) throws(SystemFailure) -> Bool {
        _ = try prepare(name, bytes)
        let result = sweep_rename_new(directory.number, Self.fresh(name), name)
        if result == 0 { return true }
        remove(Self.fresh(name))
        if result == -EEXIST { return false }
        throw SystemFailure("cannot create '\(name)'", number: -result)
    }

    /// A file for ``replace(_:_:in:)``, with room on the disk set aside, so that a disk that fills up meanwhile
    /// does not take it; nil where there is no room now.
    func reserve(_ name: String) -> Descriptor? {
        guard let file = try? open(Self.fresh(name), O_WRONLY | O_CREAT | O_TRUNC) else { return nil }
        let result = sweep_reserve(file.number, Self.reserved)
        return result == -ENOSPC || result == -EDQUOT ? nil : file
    }

    /// Puts a whole file in place, instead of what may have had that name; through a reserved file where there is
    /// one.
    func replace(_ name: String, _ bytes: [UInt8], in reserved: Descriptor?) throws(SystemFailure) -> Descriptor {
        let file: Descriptor
        if let reserved {
            file = reserved
            try write(bytes, to: file, name)
        } else {
            file = try prepare(name, bytes)
        }
        if renameat(directory.number, Self.fresh(name), directory.number, name) == 0 { return file }
        throw SystemFailure("cannot create '\(name)'", number: errno)
    }

    private func prepare(_ name: String, _ bytes: [UInt8]) throws(SystemFailure) -> Descriptor {
        let file = try open(Self.fresh(name), O_WRONLY | O_CREAT | O_TRUNC)
        try write(bytes, to: file, name)
        return file
    }

    private func write(_ bytes: [UInt8], to file: Descriptor, _ name: String) throws(SystemFailure) {
        let error = file.writeAll(bytes)
        guard error == 0 else { throw SystemFailure("cannot write '\(name)'", number: error) }
    }

    /// Bytes set aside for a record.
    private static let reserved: Int64 = 4096

    private static func fresh(_ name: String) -> String { name + ".new" }
}
