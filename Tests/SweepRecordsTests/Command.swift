import Glibc
import Testing

/// Runs a program to its end; returns its exit code and what it wrote to standard output.
@discardableResult
func run(_ arguments: [String], input: String? = nil) throws -> (code: Int32, output: String) {
    var pipe: [Int32] = [0, 0]
    try #require(pipe2(&pipe) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    var argv = arguments.map { strdup($0) } + [nil]
    defer { for text in argv { free(text) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, arguments[0], &actions, nil, &argv, environ)
    close(pipe[1])
    defer { close(pipe[0]) }
    try #require(failure == 0)
    let output = readToEnd(pipe[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return ((status >> 8) & 0xFF, output)
}

private func pipe2(_ ends: inout [Int32]) -> Int32 {
    let result = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return result
}

private func readToEnd(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer.prefix(count)
    }
}

/// A git repository in a scratch folder.
struct Repository {
    let scratch: Scratch
    let path: String

    init(_ scratch: Scratch, _ name: String = "repo") throws {
        self.scratch = scratch
        path = scratch.path + "/" + name
        try #require(mkdir(path, 0o755) == 0)
        try git("init", "-q", "-b", "main")
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let settings = [
            "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false", "-c",
            "protocol.file.allow=always",
        ]
        let result = try run(["git", "-C", path] + settings + arguments)
        try #require(result.code == 0)
        return result.output
    }

    func write(_ name: String, _ text: String) throws {
        try scratch.write(String(path.dropFirst(scratch.path.count + 1)) + "/" + name, text)
    }

    func commit() throws {
        try git("add", "-A")
        try git("commit", "-q", "-m", "state")
    }
}
