internal import Glibc
internal import SweepModel

/// A git work tree as sweepd sees it.
struct GitTree: Sendable {
    /// Absolute path of the work tree's top.
    let root: String

    private static let diffMax = 10 << 20

    private var git: GitCommand { GitCommand(folder: root) }

    /// What looking for a tree can find.
    enum Search {
        case none
        case found(GitTree)
        /// There is one, and why it cannot be used.
        case unusable(String)
    }

    /// The work tree that holds a folder.
    static func find(above folder: String) async -> Search {
        guard hasRepository(above: folder) else { return .none }
        do throws(ShortCommand.Failure) {
            let output = try await GitCommand(folder: folder).run(["rev-parse", "--show-toplevel"])
            let root = output.text.hasSuffix("\n") ? String(output.text.dropLast()) : output.text
            if output.code == 0, !root.isEmpty { return .found(GitTree(root: root)) }
            let isNone = ["not a git repository", "work tree"].contains { output.reason.contains($0) }
            return isNone ? .none : .unusable(output.reason)
        } catch {
            return .unusable("cannot ask git: \(error.reason)")
        }
    }

    private static func hasRepository(above folder: String) -> Bool {
        var path = folder[...]
        while !path.isEmpty {
            if (try? stat(path + "/.git")) != nil { return true }
            path = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        }
        return false
    }

    /// The files that are the tree's own: tracked ones and those not ignored. Paths are relative to the root; some
    /// may have been removed from the tree, and a folder among them is a submodule or another repository.
    ///
    /// Fails where a name is not UTF-8: better no snapshot than one that lacks a file.
    func files() async throws(ShortCommand.Failure) -> [String] {
        try await git.paths(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], isWhole: true)
    }

    /// The files of a submodule or of another repository inside this one, relative to the root; none where it is not
    /// there (a submodule that was never fetched).
    func files(ofInner path: String) async throws(ShortCommand.Failure) -> [String] {
        let inner = GitTree(root: root + "/" + path)
        guard (try? stat(inner.root + "/.git")) != nil else { return [] }
        return try await inner.files().map { path + "/" + $0 }
    }

    /// The ignored entries, whole folders as one; relative to the root.
    func ignored() async throws(ShortCommand.Failure) -> [String] {
        let listed = try await git.paths([
            "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory",
        ])
        return listed.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// The state of the tree, for the manifest, or why it cannot be had.
    func state() async -> Result<GitRecord, ShortCommand.Failure> {
        do throws(ShortCommand.Failure) {
            return .success(try await record())
        } catch {
            return .failure(error)
        }
    }

    private func record() async throws(ShortCommand.Failure) -> GitRecord {
        async let remote = remote()
        async let difference = difference()
        let status = try await git.paths([
            "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--no-renames",
        ])
        var record = GitStatus(status).record
        record.remote = await remote
        if record.commit != nil { (record.diff, record.diffTruncated) = await difference }
        return record
    }

    private func remote() async -> String? {
        guard let listed = try? await git.text(["remote", "-v"]) else { return nil }
        let remotes = listed.split(separator: "\n").compactMap { line -> (name: Substring, address: Substring)? in
            let words = line.split { $0 == "\t" || $0 == " " }
            return words.count >= 2 ? (words[0], words[1]) : nil
        }
        return (remotes.first { $0.name == "origin" } ?? remotes.first).map { Self.withoutUser(String($0.address)) }
    }

    /// An address without user name and password: `https://ana:secret@host/x` is `https://host/x`.
    static func withoutUser(_ address: String) -> String {
        guard let scheme = address.firstRange(of: "://") else { return address }
        let rest = address[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return address }
        return String(address[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }

    /// What differs from the last commit, and whether it was too much to keep.
    private func difference() async -> (String?, truncated: Bool) {
        let arguments = ["diff", "--binary", "--no-ext-diff", "--no-textconv", "--no-color", "HEAD"]
        do throws(ShortCommand.Failure) {
            let text = try await git.text(arguments, limit: Self.diffMax)
            return (text.isEmpty ? nil : text, false)
        } catch {
            return (nil, error == .outputTooLarge)
        }
    }
}
