internal import Glibc
package import SweepModel

/// What the state folder holds: sizes, names, removal. No link is ever followed.
package enum StateFolder {
    /// What a file, or a folder with all in it, takes on disk, in bytes; 0 where there is none.
    ///
    /// A copy that shares its blocks with a snapshot counts in full.
    package static func bytes(of path: String) -> Int64 {
        guard let status = try? stat(path) else { return 0 }
        let own = Int64(status.st_blocks) * 512
        guard status.isFolder, let folder = try? Descriptor(folder: path), let entries = try? Folder.entries(folder)
        else { return own }
        return entries.reduce(own) { $0 + bytes(of: path + "/" + $1.name) }
    }

    /// Names of what a folder holds, sorted; none where it cannot be read.
    package static func children(of path: String) -> [String] {
        guard let folder = try? Descriptor(folder: path), let entries = try? Folder.entries(folder) else { return [] }
        return entries.map(\.name).sorted()
    }

    /// Makes a folder, and those above it that are missing, mode 0700.
    ///
    /// - Parameter hint: how to have it elsewhere.
    /// - Throws: `permission` or `failed`, with its name.
    package static func make(_ path: String, hint: String = "give another place with --state-dir") throws(Fault) {
        do {
            try Folder.makeAll(path)
        } catch {
            let fault = error.fault("cannot make the folder '\(path)'")
            // What is not found is a part of the path, and nothing that was asked for.
            let code = fault.code == .permission ? fault.code : .failed
            throw Fault(code, fault.message, hint: hint)
        }
    }

    package static func exists(_ path: String) -> Bool { (try? stat(path)) != nil }

    /// Removes a file, or a folder and all in it; silent where it is not there.
    ///
    /// - Throws: a fault where something in it cannot be removed.
    package static func remove(_ path: String) throws(Fault) {
        try explaining("cannot remove '\(path)'") { () throws(SystemError) in
            guard let status = try? stat(path), !status.isFolder else { return try Folder.remove(path) }
            guard unlink(path) == 0 || errno == ENOENT else { throw .last }
        }
    }

    /// What is left on the file system for ordinary users, in bytes.
    package static func freeBytes(of path: String) -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }

    /// The text of one of our own records; nil where there is none or it is no UTF-8.
    package static func text(of path: String, limit: Int = 64 << 20) -> String? {
        guard let bytes = try? WholeFile.read(path, limit: limit) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
