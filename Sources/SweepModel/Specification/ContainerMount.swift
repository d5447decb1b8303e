/// A file or folder of the host that a container sees.
package struct ContainerMount: Hashable, Codable, Sendable {
    /// In a specification as written, relative to its file; in a submission the absolute path without links.
    package var source: String
    /// Absolute, and in the container.
    package var target: String
    package var isReadOnly: Bool

    package init(source: String, target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }

    enum CodingKeys: String, CodingKey {
        case source, target
        case isReadOnly = "read_only"
    }
}

/// Places in a container that are sweepd's, or its kernel's.
package enum MountTarget {
    /// Nothing may cover these, nor lie beneath them.
    private static let taken = ["/run-dir", "/run/sweep", "/scratch", "/proc", "/sys", "/dev"]

    /// Why nothing can be mounted there, as the end of a sentence about it; nil where something can.
    package static func fault(_ target: String) -> String? {
        guard target.hasPrefix("/") else { return "an absolute path" }
        let parts = target.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isPlain =
            parts.allSatisfy { !["", ".", ".."].contains($0) }
            && target.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard target == "/" || isPlain else { return "a path without '.', '..' and empty parts" }
        let holds = taken.first { HostPath.contains(target, $0) || HostPath.contains($0, target) }
        if let place = holds ?? (HostPath.contains(target, "/src") ? "/src" : nil) {
            return "a place beside '\(place)', which is taken"
        }
        return nil
    }
}

/// Rules on absolute paths, by their text alone.
package enum HostPath {
    /// Whether `path` is `folder`, or lies beneath it.
    package static func contains(_ folder: String, _ path: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }
}
