internal import Dispatch
package import Glibc
internal import Synchronization

/// A process that this one started and goes on beside, and what it says on standard error.
package final class BackgroundProcess: Sendable {
    package let pid: pid_t
    private let log = Mutex("")
    private let ready: AsyncStream<Void>
    private let status = Mutex<Int32?>(nil)

    /// - Parameter mark: what it says once it is ready.
    package init(_ argv: [String], environment: [String: String], readyAt mark: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw Failure.last("pipe")
        }
        defer { close(ends[1]) }
        do {
            pid = try Self.spawn(argv, environment, standardError: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        let (stream, bell) = AsyncStream<Void>.makeStream()
        ready = stream
        let input = ends[0]
        DispatchQueue.global().async { self.collect(from: input, until: mark, bell) }
    }

    /// What it wrote to standard error so far.
    package var messages: String { log.withLock { $0 } }

    /// What it wrote to standard error until that was closed.
    package func allMessages() async -> String {
        for await _ in ready {}
        return messages
    }

    /// Waits until it is ready.
    ///
    /// - Throws: a ``Failure`` where it ended before.
    package func becomesReady() async throws {
        for await _ in ready { return }
        throw Failure("it ended early (\(try await end())): \(messages)")
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end.
    ///
    /// - Returns: its exit code, 128 + N where signal N ended it.
    @discardableResult
    package func end() async throws -> Int32 {
        try await withTaskCancellationHandler {
            try await Blocking.run { self.reap() }
        } onCancel: {
            signal(SIGKILL)
        }
    }

    func reap() -> Int32 {
        status.withLock { known in
            if let known { return known }
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
            let code = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + raw & 0x7f
            known = code
            return code
        }
    }

    private func collect(from descriptor: Int32, until mark: String, _ bell: AsyncStream<Void>.Continuation) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            let text = String(decoding: buffer[0..<count], as: UTF8.self)
            let isReady = log.withLock { log in
                log += text
                return log.contains(mark)
            }
            if isReady { bell.yield() }
        }
        close(descriptor)
        bell.finish()
    }

    private static func spawn(
        _ argv: [String], _ environment: [String: String], standardError: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, standardError, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let words = argv.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, argv[0], &actions, &attributes, words, variables)
        guard failure == 0 else { throw Failure("cannot start \(argv[0]): \(String(cString: strerror(failure)))") }
        return pid
    }
}
