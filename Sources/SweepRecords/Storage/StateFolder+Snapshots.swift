internal import CSweepShims
internal import Glibc
package import SweepModel

/// What lies in the folder of source snapshots.
extension StateFolder {
    /// How long a snapshot may take before it is taken for abandoned.
    private static let snapshotTimeMax = Span.seconds(86_400)

    /// How long a snapshot is kept for the submission that took it, or found it there, to name it.
    package static let submissionTimeMax = Span.seconds(600)

    /// Names of the snapshots in a folder, each the digest of its content, that no submission may be about to name.
    package static func settledSnapshots(in folder: String, now: Instant) -> [String] {
        children(of: folder).filter { name in
            let isSnapshot =
                !name.hasPrefix(SnapshotStore.temporaryPrefix)
                && ![Uploads.folderName, LoadedImage.folderName].contains(name)
            guard isSnapshot, let status = try? stat(folder + "/" + name) else { return false }
            let taken = Instant(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
            return now - taken > submissionTimeMax
        }
    }

    /// Names of the snapshots that somebody began more than a day ago and takes no more.
    package static func abandonedSnapshots(in folder: String, now: Instant) -> [String] {
        children(of: folder).filter { name in
            name.hasPrefix(SnapshotStore.temporaryPrefix) && isAbandoned(folder + "/" + name, now: now)
        }
    }

    private static func isAbandoned(_ path: String, now: Instant) -> Bool {
        guard let entry = try? Descriptor(path, O_RDONLY | O_NONBLOCK), let status = try? entry.status() else {
            return false
        }
        let changedAt = Instant(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
        return now - changedAt > snapshotTimeMax && flock(entry.number, LOCK_EX | LOCK_NB) == 0
    }
}
