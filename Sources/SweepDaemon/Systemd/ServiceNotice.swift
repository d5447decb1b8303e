internal import CSystemd
internal import Dispatch
internal import Glibc

/// What the service manager is told (sd_notify(3)); nothing where none listens.
enum ServiceNotice {
    /// The daemon answers.
    case ready
    /// It reads its configuration anew; ``ready`` says that it has.
    case reloading
    /// It stops; live runs go on.
    case stopping
    /// It works, and is not to be restarted (see ``Watchdog``).
    case alive
    /// A line for people, shown by `systemctl status`.
    case status(String)

    /// Whether anybody listens.
    static let isHeard = getenv("NOTIFY_SOCKET") != nil

    private var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.microseconds)"
        case .stopping: "STOPPING=1"
        case .alive: "WATCHDOG=1"
        case .status(let line): "STATUS=\(line)"
        }
    }

    /// Of CLOCK_MONOTONIC, by which the manager knows which reload is meant.
    private static var microseconds: UInt64 { DispatchTime.now().uptimeNanoseconds / 1000 }

    func send() {
        guard Self.isHeard else { return }
        sd_notify(0, text)
    }
}
