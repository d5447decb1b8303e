internal import Glibc
internal import SweepTerminal
internal import Synchronization

/// What this process has changed of its terminal, and gives back however it ends.
enum Terminal {
    private struct Changes {
        /// Where the cursor may be hidden.
        var drawn: Set<Console.Stream> = []
        /// How standard input was before what is typed was hidden.
        var input: termios?
    }

    private static let changes = Mutex(Changes())

    /// Gives back at every exit in order; who ends otherwise calls ``restore()``.
    static func install() { atexit { Terminal.restore() } }

    /// Writes what a ``Redraw`` says.
    static func draw(_ text: String, on stream: Console.Stream) {
        _ = changes.withLock { $0.drawn.insert(stream) }
        Console.write(Array(text.utf8), to: stream)
    }

    /// Shows nothing of what is typed until ``restore()``.
    static func hideInput() {
        var shown = termios()
        guard tcgetattr(0, &shown) == 0 else { return }
        changes.withLock { $0.input = shown }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSANOW, &hidden)
    }

    static func restore() {
        let made = changes.withLock { changes in
            defer { changes = Changes() }
            return changes
        }
        for stream in made.drawn { Console.write(Array(Redraw.showCursor.utf8), to: stream) }
        if var shown = made.input { tcsetattr(0, TCSANOW, &shown) }
    }
}
