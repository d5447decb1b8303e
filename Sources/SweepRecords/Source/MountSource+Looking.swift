internal import CSweepShims
internal import Glibc
internal import SweepModel

// What the file system says of a path, by whoever has the time to wait for it.
extension MountSource {
    /// Kernel objects that look like files, by the magic numbers of statfs(2).
    private static let kernels: [Int64: String] = [
        0x9FA0: "proc", 0x6265_6572: "sysfs", 0x27_E0EB: "a control group", 0x6367_7270: "a control group",
        0x6462_6720: "debugfs", 0x7472_6163: "tracefs", 0x7363_6673: "securityfs", 0x1CD1: "devpts",
        0xCAFE_4A11: "bpffs", 0x6265_6570: "configfs", 0xDE5E_81E4: "efivarfs", 0x6E73_6673: "a namespace",
    ]

    /// An entry that a working copy links to; nil where it is gone.
    static func look(at entry: String, of root: String, _ policy: MountPolicy) -> Result<BindMount, Refusal>? {
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

    /// A mount's source, with what is mounted in it where it is read-only.
    static func look(at mount: ContainerMount) throws(Refusal) -> [BindMount] {
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
struct Refusal: Error {
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
