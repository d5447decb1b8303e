internal import Glibc
package import SweepModel

/// The files and folders of the host that containers see.
///
/// Links are followed once, when a sweep is submitted. What is recorded then is a path without links, and whoever opens
/// it later has the kernel refuse it where a link has come into it: what counts as beneath a root lies there.
package enum MountSource {
    /// How long an answer is waited for; a network's file system may give none.
    private static let deadline = Span.seconds(10)

    /// Where an absolute path leads, also one of which only the first part exists yet.
    package static func future(_ path: String) -> String { futurePath(path) }

    /// Where a mount's source leads now, on the submitter's side.
    ///
    /// - Parameters:
    ///   - path: absolute.
    ///   - written: as the specification has it.
    /// - Returns: an absolute path without links.
    /// - Throws: `specification` where it is not there, is no file or folder, or does not answer.
    package static func resolve(_ path: String, written: String) async throws(Fault) -> String {
        let act = "cannot mount '\(written)'"
        let found: Result<String, Refusal>? = await TimedLook.at(path, deadline: deadline) {
            Result { () throws(Refusal) in
                guard let real = realPath(path) else { throw Refusal(errno) }
                _ = try look(at: ContainerMount(source: real, target: ""))
                return real
            }
        }
        switch found {
        case .success(let real): return real
        case .failure(let refusal): throw Fault(.specification, "\(act): \(refusal.reason)", hint: refusal.hint)
        case nil: throw Fault(.specification, "\(act): it does not answer", hint: "see whether its server is up")
        }
    }

    /// A source whose links were followed long ago, a moment before it is mounted.
    ///
    /// - Returns: it, and for a read-only one each file system that is mounted in it: an engine makes only the first
    ///   read-only.
    /// - Throws: `failed` where it is not there any more, a link has come into its path, it does not answer in
    ///   10 seconds, or the policy does not let a container see it.
    package static func find(_ mount: ContainerMount, _ policy: MountPolicy) async throws(Fault) -> [BindMount] {
        let act = "cannot mount '\(mount.source)'"
        if let refusal = policy.refusal(of: mount.source, isReadOnly: mount.isReadOnly) {
            throw Fault(.failed, "\(act): \(refusal.reason)", hint: refusal.hint)
        }
        let found: Result<[BindMount], Refusal>? = await TimedLook.at(mount.source, deadline: deadline) {
            Result { () throws(Refusal) in try look(at: mount) }
        }
        switch found {
        case .success(let binds): return binds
        case .failure(let refusal): throw Fault(.failed, "\(act): \(refusal.reasonNow)")
        case nil: throw Fault(.failed, "\(act): it does not answer", hint: "see whether its server is up")
        }
    }

    /// The entries that a working copy links to: those that a container may see, at their own paths.
    ///
    /// - Returns: what to mount, and a sentence about each entry that is left out; one that is gone is left out in
    ///   silence, for the copy has no link to it.
    /// - Throws: `failed` where the tree does not answer.
    package static func ignored(
        of source: SourceRecord, _ policy: MountPolicy
    ) async throws(Fault) -> (binds: [BindMount], leftOut: [String]) {
        guard source.mode == .snapshot, !source.ignored.isEmpty else { return ([], []) }
        let found = await TimedLook.at(source.root, deadline: deadline) {
            source.ignored.compactMap { entry in look(at: entry, of: source.root, policy) }
        }
        guard let found else { throw Fault(.failed, "cannot mount '\(source.root)': it does not answer") }
        var (binds, leftOut): ([BindMount], [String]) = ([], [])
        for result in found {
            switch result {
            case .success(let bind): binds.append(bind)
            case .failure(let refusal): leftOut.append(refusal.reason)
            }
        }
        return (binds, leftOut)
    }
}
