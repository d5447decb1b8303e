internal import CSweepShims
internal import Glibc
package import SweepModel

/// The files and folders of the host that containers see.
///
/// Links are followed once, when a sweep is submitted. What is recorded then is a path without links, and whoever opens
/// it later has the kernel refuse it where a link has come into it: what counts as beneath a root lies there.
package enum MountSource {
    /// How long an answer is waited for; a network's file system may give none.
    private static let deadline = Span.seconds(10)

    /// Kernel objects that look like files, by the magic numbers of statfs(2).
    private static let kernels: [Int64: String] = [
        0x9FA0: "proc", 0x6265_6572: "sysfs", 0x27_E0EB: "a control group", 0x6367_7270: "a control group",
        0x6462_6720: "debugfs", 0x7472_6163: "tracefs", 0x7363_6673: "securityfs", 0x1CD1: "devpts",
        0xCAFE_4A11: "bpffs", 0x6265_6570: "configfs", 0xDE5E_81E4: "efivarfs", 0x6E73_6673: "a namespace",
    ]

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

    private static func look(at entry: String, of root: String, _ policy: MountPolicy) -> Result<BindMount, Refusal>? {
        let path = root + "/" + entry
        guard let real = realPath(path) else { return nil }
        func leave(_ reason: String) -> Result<BindMount, Refusal> {
            .failure(Refusal(reason: "'\(entry)' is not in the container: \(reason)"))
        }
        if let refusal = policy.refusal(of: real, isReadOnly: false) { return leave(refusal.reason) }
        do throws(Refusal) {
            return .success(BindMount(ContainerMount(source: real, target: path), try locate(real)))
        } catch {
            return leave(error.reason)
        }
    }

    private static func look(at mount: ContainerMount) throws(Refusal) -> [BindMount] {
        let own = BindMount(mount, try locate(mount.source))
        var inner: [BindMount] = []
        for point in MountTable.points(beneath: mount.source) {
            let target = mount.target + point.dropFirst(mount.source.count)
            do throws(Refusal) {
                let status = try locate(point)
                inner.append(BindMount(ContainerMount(source: point, target: target, isReadOnly: true), status))
            } catch  where error.isKernel {
                throw Refusal(reason: "it holds '\(point)', and \(error.reason)")
            } catch {
                // What the owner of the run cannot see here, she cannot see there.
            }
        }
        return mount.isReadOnly ? [own] + inner : [own]
    }

    /// What a path without links leads to.
    private static func locate(_ path: String) throws(Refusal) -> stat {
        let descriptor = sweep_locate_without_links(path)
        guard descriptor >= 0 else { throw Refusal(-descriptor) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Refusal(errno) }
        guard status.isRegular || status.isFolder else { throw Refusal(reason: "it is \(name(of: status))") }
        if let kernel = kernels[sweep_file_system_type_of(descriptor)] {
            throw Refusal(reason: "it is \(kernel), which gives away the host", isKernel: true)
        }
        return status
    }

    private static func name(of status: stat) -> String {
        switch status.st_mode & S_IFMT {
        case S_IFSOCK: "a socket"
        case S_IFIFO: "a named pipe"
        case S_IFBLK, S_IFCHR: "a device"
        default: "neither a file nor a folder"
        }
    }
}

/// Why a container does not see a file.
private struct Refusal: Error {
    let reason: String
    var hint: String?
    /// The same of a file that was there when the sweep was submitted.
    var reasonNow: String
    /// Whether it is an object of the kernel.
    var isKernel = false

    init(reason: String, isKernel: Bool = false) {
        self.reason = reason
        self.isKernel = isKernel
        reasonNow = reason
    }

    init(_ code: Int32) {
        reason = SystemError(code).reason
        reasonNow = reason
        switch code {
        case ENOENT:
            reasonNow = "it is gone"
            hint = "a source is relative to the specification file"
        case ELOOP: reasonNow = "a link has come into its path since it was submitted"
        case ESTALE: reasonNow = "its server does not know it any more"
        default: break
        }
    }
}

extension BindMount {
    fileprivate init(_ mount: ContainerMount, _ status: stat) {
        self.init(
            source: mount.source, target: mount.target, isReadOnly: mount.isReadOnly,
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
