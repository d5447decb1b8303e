internal import CSweepShims
internal import Glibc
internal import SweepModel

/// What a runner opens once and uses for one attempt after another.
struct Instruments {
    private static let bufferSize = 128 << 10

    let signals: Descriptor
    /// On CLOCK_BOOTTIME: time asleep counts.
    let timer: Descriptor
    let null: Descriptor
    let buffer: UnsafeMutableRawBufferPointer

    /// Also makes the process a subreaper, and deaf to what a terminal, an agent that has gone or a limit on file
    /// sizes would end it with.
    init() throws(SystemFailure) {
        sweep_reset_signals()
        for number in [SIGINT, SIGQUIT, SIGHUP, SIGPIPE, SIGXFSZ] { _ = sweep_ignore_signal(number) }
        let subreaper = sweep_become_subreaper()
        guard subreaper == 0 else { throw SystemFailure("cannot become a subreaper", number: -subreaper) }
        signals = try Descriptor(
            checking: sweep_signalfd([SIGCHLD, SIGTERM, SIGUSR1], 3), "cannot receive signals")
        timer = try Descriptor(checking: sweep_timerfd(), "cannot make a timer")
        null = try Descriptor(checking: sweep_open_at(AT_FDCWD, "/dev/null", O_RDWR, 0), "cannot open '/dev/null'")
        buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    }

    /// Forgets the signals that came for an earlier attempt.
    func forgetSignals() {
        while sweep_next_signal(signals.number) > 0 {}
    }
}
