internal import Glibc
internal import SweepModel

/// A program that does a part of this one's work, with its outputs and its environment.
enum Child {
    /// - Returns: its exit code, 128 + N where signal N ended it.
    /// - Throws: `failed` where it cannot be started.
    static func run(_ words: [String]) throws(Fault) -> Int32 {
        let arguments = words.map { strdup($0) } + [nil]
        let environment = Environment.all.map { strdup("\($0.name)=\($0.value)") } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, words[0], nil, nil, arguments, environment)
        guard failure == 0 else {
            throw Fault(.failed, "cannot start '\(words[0])': \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }
}
