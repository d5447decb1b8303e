internal import CSystemd
internal import Glibc

/// What the service manager is told (sd_notify(3)); nothing where none listens.
enum ServiceNotice {
    /// The daemon answers.
    case ready
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
        case .stopping: "STOPPING=1"
        case .alive: "WATCHDOG=1"
        case .status(let line): "STATUS=\(line)"
        }
    }

    func send() {
        guard Self.isHeard else { return }
        sd_notify(0, text)
    }
}
