internal import FoundationEssentials
internal import Glibc

/// A folder that goes with the benchmark.
final class Scratch {
    let path: String
    /// On tmpfs, for what daemons keep in memory.
    let runtime = "/dev/shm/sweepd-benchmarks-\(getpid())"
    private var count = 0

    init(in parent: String) throws(Failure) {
        path = "\(parent)/sweepd-benchmarks-\(getpid())"
        try Self.make(path)
        try Self.make(runtime)
    }

    /// A new empty folder; its name is short, since socket paths are.
    func folder() throws(Failure) -> String {
        count += 1
        try Self.make("\(path)/\(count)")
        return "\(path)/\(count)"
    }

    /// Makes a folder that may be there already.
    static func make(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw Failure("cannot make folder '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    /// Waits for the disk, so that the next figure does not pay for what this one wrote.
    ///
    /// Nothing is removed before the end: ext4 without a journal steps over each inode that was freed in the last
    /// minutes, and whoever makes files next would pay for that.
    func settle() { sync() }

    func remove() {
        for folder in [path, runtime] { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Writes a file.
    static func write(_ text: String, to path: String) throws(Failure) {
        do {
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        } catch {
            throw Failure("cannot write '\(path)': \(error)")
        }
    }
}
