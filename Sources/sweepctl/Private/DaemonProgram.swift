internal import Glibc
internal import SweepModel

/// The daemon's program beside this one, never from PATH.
enum DaemonProgram {
    static func path() throws(Fault) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = Paths.folder(of: own) + "/sweepd"
        guard Paths.isExecutable(path) else {
            throw Fault(
                .failed, "cannot find sweepd: there is no program '\(path)'",
                hint: "sweepd must lie beside sweepctl; 'swift build' builds both")
        }
        return path
    }

    /// Becomes the daemon's program with other words, as the caller and in her environment.
    ///
    /// - Throws: `failed` where that is not possible; else it does not return.
    static func become(_ words: [String]) throws(Fault) -> Never {
        let program = try path()
        let copies = (["sweepd"] + words).map { strdup($0) }
        execv(program, copies + [nil])
        throw Fault(.failed, "cannot start '\(program)': \(String(cString: strerror(errno)))")
    }
}
