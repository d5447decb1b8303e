internal import SweepModel

/// Reads `git status --porcelain=v2 --branch -z`, cut at its NULs.
struct GitStatus {
    private(set) var record = GitRecord(
        remote: nil, branch: nil, commit: nil, dirtyFiles: [], untrackedFiles: [], diff: nil, diffTruncated: false)

    /// The most files named of each kind; the rest shows in the difference and in the snapshot.
    private static let filesMax = 1_000

    init(_ entries: [String]) {
        for entry in entries { take(entry) }
    }

    private mutating func take(_ entry: String) {
        switch entry.first {
        case "#": takeHeader(entry)
        case "1": add(entry, fieldsBeforePath: 8)
        case "u": add(entry, fieldsBeforePath: 10)
        case "?" where record.untrackedFiles.count < Self.filesMax:
            record.untrackedFiles.append(String(entry.dropFirst(2)))
        default: break
        }
    }

    private mutating func takeHeader(_ entry: String) {
        let words = entry.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3 else { return }
        switch words[1] {
        case "branch.oid" where words[2] != "(initial)": record.commit = words[2]
        case "branch.head" where words[2] != "(detached)": record.branch = words[2]
        default: break
        }
    }

    private mutating func add(_ entry: String, fieldsBeforePath count: Int) {
        let fields = entry.split(separator: " ", maxSplits: count, omittingEmptySubsequences: false)
        guard fields.count == count + 1, record.dirtyFiles.count < Self.filesMax else { return }
        record.dirtyFiles.append(String(fields[count]))
    }
}
