/// What is mounted where, from the text of `/proc/self/mountinfo` (proc(5)).
package struct MountTable: Sendable {
    private let mounts: [(point: String, type: String)]

    /// Lines that are not of the expected form are left out.
    package init(_ mountinfo: String) {
        mounts = mountinfo.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.lastIndex(of: "-"), dash + 1 < fields.count else { return nil }
            return (Self.unescaped(fields[4]), String(fields[dash + 1]))
        }
    }

    /// The type of the network file system that holds `path` (absolute, without links); nil for a local one.
    package func networkType(of path: String) -> String? {
        type(of: path).flatMap { Self.isNetwork($0) ? $0 : nil }
    }

    /// The type of the file system that holds `path` (absolute, without links); nil where the table does not say.
    package func type(of path: String) -> String? {
        let holding = mounts.filter { $0.point == "/" || path == $0.point || path.hasPrefix($0.point + "/") }
        // Of two mounts on one point the later one covers the earlier.
        guard let longest = holding.map(\.point.utf8.count).max() else { return nil }
        return holding.last { $0.point.utf8.count == longest }?.type
    }

    private static func isNetwork(_ type: String) -> Bool {
        networkTypes.contains(type) || type.hasPrefix("fuse")
    }

    private static let networkTypes: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "lustre", "gpfs", "beegfs", "afs", "ceph", "glusterfs",
        "ocfs2", "gfs2", "coda", "panfs", "orangefs", "ncpfs", "wekafs",
    ]

    /// Space, tab, newline and backslash are written as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        [("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")].reduce(String(field)) { text, pair in
            text.split(separator: "\\" + pair.0, omittingEmptySubsequences: false).joined(separator: pair.1)
        }
    }
}
