internal import Glibc
internal import SweepModel
internal import Synchronization

/// What happens on SIGINT, SIGTERM and SIGHUP (the terminal is gone): something may be tidied up, a message says how to
/// stop what goes on, and the process ends with 130 (143, 129).
enum Interruption {
    /// Tidies up and returns the message.
    typealias Action = @Sendable () async -> String?

    private static let action = Mutex<Action?>(nil)
    private static let lastWords = Mutex<String?>(nil)

    private static let first = Mutex<Int32?>(nil)

    /// The exit code of the first signal; nil where there was none. For a command that ends in order after one.
    static var code: Int32? { first.withLock { $0 } }

    /// Reading and writing end of the pipe through which the handler wakes a thread. (Blocking the signals and waiting
    /// for them would not do: the runtime's main thread unblocks all signals while it is idle.)
    private static let pipeEnds: [CInt] = {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return [-1, -1] }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }()

    /// Catches the signals from here on; those that the caller ignores (nohup) stay ignored.
    static func install() {
        guard pipeEnds[1] >= 0 else { return }
        var thread = pthread_t()
        guard pthread_create(&thread, nil, { _ in Interruption.loop() }, nil) == 0 else { return }
        pthread_detach(thread)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = Glibc.write(Interruption.pipeEnds[1], &byte, 1)
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    private static func isIgnored(_ number: CInt) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        // SIG_IGN is a cast of the number 1, which Swift cannot compare as a function.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// Replaces what is done.
    ///
    /// - Parameter lastWords: the message for who asks twice.
    static func handle(lastWords: String? = nil, _ action: @escaping Action) {
        Self.lastWords.withLock { $0 = lastWords }
        Self.action.withLock { $0 = action }
    }

    private static func loop() -> UnsafeMutableRawPointer? {
        var count = 0
        while true {
            var byte: UInt8 = 0
            let got = read(pipeEnds[0], &byte, 1)
            if got < 0 && errno == EINTR { continue }
            guard got == 1 else { return nil }
            count += 1
            let code = 128 + CInt(byte)
            // Who asks twice does not want to wait for the tidying.
            if count > 1 { leave(lastWords.withLock { $0 }, code: code) }
            first.withLock { $0 = code }
            let action = action.withLock { $0 }
            Task.detached { leave(await action?(), code: code) }
        }
    }

    private static func leave(_ message: String?, code: CInt) -> Never {
        Terminal.restore(forGood: true)
        if Console.isTerminal(.error) { Console.write(Array("\r\u{1B}[K".utf8), to: .error) }
        if let message { Console.error(message) }
        _exit(code)
    }
}
