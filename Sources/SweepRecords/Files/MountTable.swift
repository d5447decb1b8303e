internal import Glibc

/// The mounts that this process sees: the kernel's /proc/self/mountinfo.
enum MountTable {
    /// Larger than any sound table, in bytes.
    private static let bytesMax = 4 << 20

    /// Where something is mounted beneath a folder, each once, sorted.
    static func points(beneath folder: String) -> [String] {
        guard let file = try? Descriptor("/proc/self/mountinfo", O_RDONLY),
            let bytes = try? file.read(at: 0, count: bytesMax)
        else { return [] }
        let top = folder == "/" ? "/" : folder + "/"
        return Set(bytes.split(separator: UInt8(ascii: "\n")).compactMap(point)).filter { $0.hasPrefix(top) }.sorted()
    }

    /// The fifth field of a line, in which `\040` stands for a space (proc_pid_mountinfo(5)).
    static func point(_ line: some Collection<UInt8>) -> String? {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
        guard fields.count > 5 else { return nil }
        var (bytes, rest) = ([UInt8](), fields[4][...])
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest = rest.dropFirst(3)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
