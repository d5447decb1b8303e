internal import CSystemd
internal import Glibc

/// What the service manager is told (sd_notify(3)); nothing where none listens.
enum ServiceNotice: Equatable {
    /// The daemon answers; ends `reloading`, too.
    case ready
    case reloading
    /// It stops; live runs go on.
    case stopping
    /// It works, and is not to be restarted (see ``Watchdog``).
    case alive
    /// A line for people, shown by `systemctl status`.
    case status(String)

    /// Whether anybody listens.
    static let isHeard = getenv("NOTIFY_SOCKET") != nil

    /// Assignments, one a line.
    var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds)"
        case .stopping: "STOPPING=1"
        case .alive: "WATCHDOG=1"
        case .status(let line): "STATUS=\(line)"
        }
    }

    func send() {
        guard Self.isHeard else { return }
        sd_notify(0, text)
    }

    private static var monotonicMicroseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
