internal import Glibc

/// A FIFO at which a run waits until it is let through, and which lets everybody through when this program ends.
final class Gate {
    let path: String
    private let descriptor: Int32

    init(in folder: String) throws(Failure) {
        path = folder + "/gate"
        guard mkfifo(path, 0o600) == 0 else { throw Failure("cannot make '\(path)'") }
        descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("cannot open '\(path)'") }
    }

    deinit { close(descriptor) }

    /// Lets one run go on that waits.
    func open() { write(descriptor, "\n", 1) }

    /// A shell command that waits here.
    var wait: String { "read line < '\(path)'" }
}
