internal import Glibc
internal import SweepModel
internal import SweepRunner

/// What this host has.
struct HostResources: Sendable {
    /// Cores that are online.
    let cpus: Int
    let memory: ByteCount
    let bootID: String

    static func probe() -> HostResources {
        let pages = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        return HostResources(
            cpus: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), memory: ByteCount(bytes: pages),
            bootID: ProcessTable.bootID() ?? "unknown")
    }

    /// A program of ours that lies beside this one.
    ///
    /// - Throws: `failed` where it is not there.
    func executable(beside name: String) throws(Fault) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
        }
        let own = String(decoding: buffer[0..<max(0, count)], as: UTF8.self)
        let path = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/" + name
        guard access(path, X_OK) == 0 else {
            throw Fault(.failed, "cannot find '\(name)' beside '\(own)'", hint: "install sweepd's programs together")
        }
        return path
    }
}
