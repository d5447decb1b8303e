internal import Glibc

/// What can be done with folders, by name or by open descriptor.
enum Folder {
    enum Kind { case file, folder, link, other }

    struct Entry {
        let name: String
        let kind: Kind
    }

    /// Makes a folder; one that is there already is left as it is.
    static func make(_ path: String, mode: mode_t = 0o700, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        guard mkdirat(folder, path, mode) == 0 || errno == EEXIST else { throw .last }
    }

    /// Makes a folder and those above it that are missing.
    static func makeAll(_ path: String, mode: mode_t = 0o700, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        do throws(SystemError) {
            try make(path, mode: mode, in: folder)
        } catch  where error.code == ENOENT {
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw error }
            try makeAll(String(path[..<slash]), mode: mode, in: folder)
            try make(path, mode: mode, in: folder)
        }
    }

    /// What a folder holds, in no order; a name that is not UTF-8 is left out.
    static func entries(_ folder: borrowing Descriptor) throws(SystemError) -> [Entry] {
        let copy = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { throw .last }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            guard let name = name(of: entry), name != ".", name != ".." else { continue }
            entries.append(Entry(name: name, kind: kind(Int32(entry.pointee.d_type), name, in: folder.number)))
        }
        return entries
    }

    /// Gives a folder's owner, who may have taken it from himself, the right to read it and to change what it holds.
    static func reopen(_ path: String, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        let status = try stat(path, in: folder)
        guard status.isFolder, status.st_mode & 0o700 != 0o700, status.st_uid == geteuid() else { return }
        // The C library changes no link, also where one has come in the folder's place.
        let mode = status.st_mode & 0o7777 | 0o700
        guard fchmodat(folder, path, mode, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
    }

    /// Removes a folder and all that is in it, links not followed, whatever its owner has forbidden himself; silent where
    /// it is not there.
    static func remove(_ path: String, in folder: Int32 = AT_FDCWD) throws(SystemError) {
        do throws(SystemError) {
            try reopen(path, in: folder)
            try removeContents(Descriptor(folder: path, in: folder))
        } catch  where error.code == ENOENT {
            return
        }
        guard unlinkat(folder, path, AT_REMOVEDIR) == 0 || errno == ENOENT else { throw .last }
    }

    private static func removeContents(_ folder: borrowing Descriptor) throws(SystemError) {
        for entry in try entries(folder) {
            if entry.kind == .folder {
                try remove(entry.name, in: folder.number)
            } else {
                unlinkat(folder.number, entry.name, 0)
            }
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
        }
    }

    private static func kind(_ type: Int32, _ name: String, in folder: Int32) -> Kind {
        switch type {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        case Int32(DT_LNK): .link
        case Int32(DT_UNKNOWN): (try? stat(name, in: folder)).map(kind) ?? .other
        default: .other
        }
    }

    /// Of a file's status.
    static func kind(_ status: stat) -> Kind {
        status.isRegular ? .file : status.isFolder ? .folder : status.isLink ? .link : .other
    }
}
