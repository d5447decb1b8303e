internal import Glibc
internal import SweepModel

/// The files of a git work tree that a snapshot takes, and the ignored entries that working copies link to.
struct SourceFiles: Sendable {
    /// The largest snapshot, in bytes.
    static let bytesMax: Int64 = 200 << 20
    /// The most files of a snapshot.
    static let filesMax = 50_000
    /// The most ignored entries.
    static let ignoredMax = 10_000
    /// How deep submodules are followed.
    private static let depthMax = 8

    /// Relative to the tree's root, sorted, each once.
    private(set) var paths: [String] = []
    /// Relative to the tree's root; a folder stands for all in it.
    private(set) var ignored: [String] = []
    /// Why there is too much for a snapshot; the lists are then not complete.
    private(set) var excess: String?
    private var bytes: Int64 = 0
    private let tree: GitTree

    init(of tree: GitTree) async throws(ShortCommand.Failure) {
        self.tree = tree
        async let ignored = Self.ignored(in: tree)
        try await add(try await tree.files(), depth: 0)
        paths = Set(paths).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.ignored = try await ignored.get()
        if self.ignored.count > Self.ignoredMax { excess = "it has more than \(Self.ignoredMax) ignored entries" }
    }

    private static func ignored(in tree: GitTree) async -> Result<[String], ShortCommand.Failure> {
        do throws(ShortCommand.Failure) {
            return .success(try await tree.ignored().filter { !isCache($0) })
        } catch {
            return .failure(error)
        }
    }

    /// Whether an ignored entry is only a cache that Python makes itself: linked, runs would write to a common one.
    private static func isCache(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name == "__pycache__" || name.hasSuffix(".pyc")
    }

    private mutating func add(_ listed: [String], depth: Int) async throws(ShortCommand.Failure) {
        for path in listed where excess == nil {
            guard let status = try? stat(tree.root + "/" + path) else { continue }
            if status.isFolder {
                guard depth < Self.depthMax else { continue }
                let inner = try await tree.files(ofInner: path.hasSuffix("/") ? String(path.dropLast()) : path)
                try await add(inner, depth: depth + 1)
            } else {
                paths.append(path)
                bytes += status.isRegular ? Int64(status.st_size) : 0
                measure()
            }
        }
    }

    private mutating func measure() {
        if bytes > Self.bytesMax { excess = "its files are more than \(ByteCount(bytes: Self.bytesMax).text)" }
        if paths.count > Self.filesMax { excess = "it has more than \(Self.filesMax) files" }
    }
}
