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
        /// Whether the process ends.
        var isOver = false

        init(isOver: Bool = false) { self.isOver = isOver }
    }

    private static let changes = Mutex(Changes())

    /// Gives back at every exit in order; who ends otherwise calls ``restore(forGood:)``.
    static func install() { atexit { Terminal.restore(forGood: true) } }

    /// Writes what a ``Redraw`` says, which is nothing where there is no terminal.
    static func draw(_ text: String, on stream: Console.Stream) {
        guard !text.isEmpty else { return }
        let isOver = changes.withLock { changes in
            changes.drawn.insert(stream)
            return changes.isOver
        }
        if !isOver { Console.write(Array(text.utf8), to: stream) }
    }

    /// Shows nothing of what is typed until ``restore(forGood:)``.
    static func hideInput() {
        changes.withLock { changes in
            var shown = termios()
            guard !changes.isOver, tcgetattr(0, &shown) == 0 else { return }
            changes.input = shown
            shown.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(0, TCSANOW, &shown)
        }
    }

    /// - Parameter forGood: whether nothing is to be changed any more, since the process ends.
    static func restore(forGood: Bool = false) {
        let made = changes.withLock { changes in
            defer { changes = Changes(isOver: changes.isOver || forGood) }
            if var shown = changes.input { tcsetattr(0, TCSANOW, &shown) }
            return changes
        }
        for stream in made.drawn { Console.write(Array(Redraw.showCursor.utf8), to: stream) }
    }
}
