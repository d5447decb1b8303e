internal import Glibc
internal import SweepModel

/// Why a socket cannot be connected to, in words, with what to do.
enum Unreachable {
    static func fault(socket: String, errno code: CInt) -> Fault {
        switch code {
        case EACCES, EPERM:
            SocketBarrier(socket: socket).fault(socket: socket)
        case ENOENT:
            Fault(
                .unreachable, "cannot reach sweepd at '\(socket)': there is no such socket",
                hint: "start it with 'sweepd', or run the sweep without a daemon: 'sweepctl try FILE'")
        case ECONNREFUSED:
            Fault(
                .unreachable, "cannot reach sweepd at '\(socket)': nothing listens there",
                hint: "start it with 'sweepd', or run the sweep without a daemon: 'sweepctl try FILE'")
        default:
            Fault(.unreachable, "cannot reach sweepd at '\(socket)': \(String(cString: strerror(code)))")
        }
    }
}
