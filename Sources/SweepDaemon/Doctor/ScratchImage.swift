internal import Glibc
internal import SweepModel
internal import SweepRecords

/// An image of one static program, `sweep-init`, as a file that podman imports.
enum ScratchImage {
    /// What a container of it is asked, and what it then writes.
    static let question = ["/sweep-init", "--answer"]
    static let answer = "sweep-init\n"

    /// The most that the program may have.
    private static let bytesMax = 64 << 20
    private static let block = 512

    /// - Returns: the path of a file that the caller removes.
    /// - Throws: `failed` where the program cannot be read or the file not be written.
    static func write(program: String) throws(Fault) -> String {
        guard let bytes = contents(of: program) else { throw Fault(.failed, "cannot read '\(program)'") }
        var name = Array("/tmp/sweepd-image-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Fault(.failed, "cannot write in /tmp: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        var rest = archive(name: "sweep-init", bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                unlink(path)
                throw Fault(.failed, "cannot write '\(path)': \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
        return path
    }

    /// A tape archive of one executable file (the ustar format of POSIX.1-1988).
    static func archive(name: String, _ bytes: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        put(name, at: 0)
        for (number, offset) in [(0o755, 100), (0, 108), (0, 116)] { put(octal(number, 7), at: offset) }
        put(octal(bytes.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
        let padding = [UInt8](repeating: 0, count: (block - bytes.count % block) % block + 2 * block)
        return header + bytes + padding
    }

    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &chunk, chunk.count), count > 0, bytes.count < bytesMax {
            bytes += chunk[..<count]
        }
        return bytes
    }
}
