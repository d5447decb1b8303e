internal import Glibc

/// Small files of the kernel, beneath a root that tests choose.
package struct HostFiles: Sendable {
    private let root: String

    /// - Parameter root: before every path; empty is the host itself.
    package init(root: String = "") { self.root = root }

    package func path(_ path: String) -> String { root + path }
    package func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }
    package func isUsable(_ path: String) -> Bool { access(root + path, R_OK | W_OK) == 0 }
    package func isReadable(_ path: String) -> Bool { access(root + path, R_OK) == 0 }

    /// A file's bytes; nil where it cannot be read, or is longer than `max`.
    package func bytes(_ path: String, max: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while all.count <= max {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return all }
            guard count > 0 else { return nil }
            all += buffer[..<count]
        }
        return nil
    }

    /// A file's text without white space around it; nil where it cannot be read, is no UTF-8 or empty.
    package func text(_ path: String) -> String? {
        guard let bytes = bytes(path), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let trimmed = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace || $0 == "\0" }.reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    func number(_ path: String) -> Int64? { text(path).flatMap { Int64($0) } }

    /// Names in a folder, sorted, numbers by their value; empty where it cannot be read.
    package func names(_ path: String) -> [String] {
        guard let folder = opendir(root + path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { left, right in
            if let left = Int(left), let right = Int(right) { return left < right }
            return left < right
        }
    }

    /// Where a symbolic link leads; nil where it is none.
    func target(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(root + path, &buffer, buffer.count - 1)
        return count < 0 ? nil : String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Who owns an entry; nil where there is none.
    package func owner(_ path: String) -> UInt32? {
        var facts = stat()
        return stat(root + path, &facts) == 0 ? facts.st_uid : nil
    }

    /// Whether there is such a process; its folder may be hidden (hidepid=2 of proc(5)).
    func isRunning(_ pid: Int32) -> Bool {
        if exists("/proc/\(pid)") { return true }
        return root.isEmpty && kill(pid, 0) != 0 && errno == EPERM
    }

    /// The group of an entry; nil where there is none.
    func group(_ path: String) -> UInt32? {
        var facts = stat()
        return stat(root + path, &facts) == 0 ? facts.st_gid : nil
    }

    /// Type and permission bits of an entry, as stat(2) has them; nil where there is none.
    package func mode(_ path: String) -> UInt32? {
        var facts = stat()
        return stat(root + path, &facts) == 0 ? facts.st_mode : nil
    }
}
