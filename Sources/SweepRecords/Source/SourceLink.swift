internal import Glibc

/// Links of a source tree.
enum SourceLink {
    /// Where a link of the tree leads once the tree is copied: as it is written while that stays inside the tree, else
    /// the absolute path, so that `../data` still means what it meant.
    static func destination(of path: String, in root: Int32, rootPath: String) throws(SystemError) -> String {
        let destination = try TreeCopy.destination(of: path, in: root)
        guard leavesTree(path, destination) else { return destination }
        let parent = path.lastIndex(of: "/").map { rootPath + "/" + path[..<$0] } ?? rootPath
        return parent + "/" + destination
    }

    /// Whether a relative destination leads out of the tree; an absolute one says so itself.
    static func leavesTree(_ path: String, _ destination: String) -> Bool {
        guard !destination.hasPrefix("/") else { return false }
        var depth = path.split(separator: "/").count - 1
        for part in destination.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
