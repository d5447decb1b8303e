internal import Glibc
internal import SweepModel

/// The file to which a private daemon writes its messages.
struct DaemonLog {
    private let path: String
    let descriptor: CInt
    /// Where this daemon's part begins.
    private let start: off_t

    init(_ path: String) throws(Fault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                errno == EACCES || errno == EROFS ? .permission : .failed,
                "cannot write '\(path)': \(String(cString: strerror(errno)))",
                hint: "give another place with --state-dir")
        }
        start = lseek(descriptor, 0, SEEK_END)
    }

    /// The outcome, with the daemon's last words where it could not be reached to the end.
    func explain<Answer>(_ outcome: Result<Answer, Fault>) throws(Fault) -> Answer {
        if case .failure(let fault) = outcome, fault.code == .unreachable {
            let words = lastLines.joined(separator: "\n")
            throw Fault(
                .failed, "sweepd ended early\(words.isEmpty ? "" : ": \(words)")",
                hint: "see '\(path)'; where another 'try' goes on, give this one a folder with --state-dir")
        }
        return try outcome.get()
    }

    private var lastLines: [String] {
        let reader = open(path, O_RDONLY | O_CLOEXEC)
        guard reader >= 0 else { return [] }
        defer { close(reader) }
        let size = lseek(reader, 0, SEEK_END)
        lseek(reader, max(start, size - 8192), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = bytes.withUnsafeMutableBytes { read(reader, $0.baseAddress, $0.count) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").suffix(5).map(
            String.init)
    }
}
