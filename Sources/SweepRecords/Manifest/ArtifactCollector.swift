internal import Glibc
package import SweepModel

/// Finds the files that a run made, by patterns relative to its working directory, and digests them.
///
/// Links are never followed, so that nothing outside the working directory is read.
package struct ArtifactCollector: Sendable {
    package struct Result: Hashable, Sendable {
        /// Sorted by path, relative to the working directory.
        package var files: [FileDigest] = []
        /// Whether there were more than are listed.
        package var isTruncated = false
        /// Patterns that lead out of the working directory or are empty.
        package var refused: [String] = []

        package init() {}

        var json: JSONValue {
            [
                "files": .array(files.map { .object($0.json) }), "truncated": .bool(isTruncated),
                "refused_patterns": .array(refused.map(JSONValue.string)),
            ]
        }
    }

    /// The most files of an attempt.
    package static let filesMax = 10_000
    /// The most names looked at.
    private static let namesMax = 1_000_000
    /// How deep folders are looked through.
    private static let depthMax = 64

    private var found: [String: FileDigest] = [:]
    private var looked = 0

    /// Reads every file that matches; takes as long as that takes.
    package static func collect(_ patterns: [String], in folder: String) -> Result {
        var result = Result()
        var collector = ArtifactCollector()
        guard !patterns.isEmpty, let root = try? Descriptor(folder: folder) else { return result }
        for text in patterns {
            if let pattern = GlobPattern(text) {
                collector.look(for: pattern.parts[...], in: root, at: "", depth: 0)
            } else {
                result.refused.append(text)
            }
        }
        result.isTruncated = collector.found.count > filesMax || collector.looked >= namesMax
        result.files = Array(collector.found.values.sorted { $0.path < $1.path }.prefix(filesMax))
        return result
    }

    private mutating func look(
        for parts: ArraySlice<GlobPattern.Part>, in folder: borrowing Descriptor, at path: String, depth: Int
    ) {
        guard let part = parts.first, depth < Self.depthMax, found.count <= Self.filesMax else { return }
        let rest = parts.dropFirst()
        switch part {
        case .name(let name):
            guard let status = try? stat(name, in: folder.number) else { return }
            take(Folder.Entry(name: name, kind: Folder.kind(status)), rest, in: folder, at: path, depth: depth)
        case .pattern(let elements):
            for entry in entries(folder) where GlobPattern.matches(entry.name, elements) {
                take(entry, rest, in: folder, at: path, depth: depth)
            }
        case .folders:
            // At the end of a pattern it stands for all files beneath.
            look(for: rest.isEmpty ? [.pattern([.rest])] : rest, in: folder, at: path, depth: depth)
            for entry in entries(folder) where entry.kind == .folder && !entry.name.hasPrefix(".") {
                take(entry, parts, in: folder, at: path, depth: depth)
            }
        }
    }

    private mutating func take(
        _ entry: Folder.Entry, _ rest: ArraySlice<GlobPattern.Part>, in folder: borrowing Descriptor, at path: String,
        depth: Int
    ) {
        switch entry.kind {
        case .file: if rest.isEmpty { add(entry.name, in: folder, at: path) }
        case .folder:
            guard !rest.isEmpty, let inner = try? Descriptor(folder: entry.name, in: folder.number) else { return }
            look(for: rest, in: inner, at: path + entry.name + "/", depth: depth + 1)
        case .link, .other: break
        }
    }

    private mutating func add(_ name: String, in folder: borrowing Descriptor, at path: String) {
        guard found[path + name] == nil, let digest = try? Digest.file(name, in: folder.number) else { return }
        found[path + name] = FileDigest(path: path + name, sha256: digest.sha256, bytes: digest.bytes)
    }

    private mutating func entries(_ folder: borrowing Descriptor) -> [Folder.Entry] {
        guard looked < Self.namesMax, let entries = try? Folder.entries(folder) else { return [] }
        looked += entries.count
        return entries
    }
}
