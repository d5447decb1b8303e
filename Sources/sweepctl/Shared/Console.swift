internal import Glibc
internal import SweepModel
internal import SweepTerminal

/// The process's two outputs: data on standard output, messages on standard error.
enum Console {
    enum Stream: CInt, Sendable { case output = 1, error = 2 }

    static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// How text may look there.
    static func style(_ stream: Stream) -> Style {
        let wantsColour = Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
        return Style(colour: isTerminal(stream) && wantsColour, unicode: isUnicode)
    }

    /// Columns and rows of the terminal; nil where it is none.
    static func size(_ stream: Stream) -> (columns: Int, rows: Int)? {
        guard isTerminal(stream) else { return nil }
        var size = winsize()
        let known = ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0
        let columns = Environment["COLUMNS"].flatMap(Int.init) ?? (known ? Int(size.ws_col) : 0)
        let rows = Environment["LINES"].flatMap(Int.init) ?? (known ? Int(size.ws_row) : 0)
        return (columns > 0 ? columns : 80, rows > 0 ? rows : 24)
    }

    private static var isUnicode: Bool {
        let locale = Environment["LC_ALL"] ?? Environment["LC_CTYPE"] ?? Environment["LANG"] ?? ""
        return locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8")
    }

    static func out(_ text: String) { write(Array(text.utf8), to: .output) }
    static func out(_ bytes: [UInt8]) { write(bytes, to: .output) }

    /// One JSON document and a line feed.
    static func out(_ json: JSONValue) {
        var bytes: [UInt8] = []
        json.append(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        write(bytes, to: .output)
    }

    /// A message, with a line feed.
    static func error(_ line: String) { write(Array((line + "\n").utf8), to: .error) }

    /// A fault: its single faults where it has some, the message, and what to do.
    static func report(_ fault: Fault, file: String? = nil) {
        let style = style(.error)
        for detail in fault.details { error(VisibleText.lines(detail.text(file: file ?? "specification"))) }
        error("\(style.paint("error:", .red)) \(VisibleText.lines(fault.message))")
        if let hint = fault.hint { error("\(style.paint("hint:", .cyan)) \(VisibleText.lines(hint))") }
    }

    static func warn(_ text: String) {
        error("\(style(.error).paint("warning:", .yellow)) \(VisibleText.lines(text))")
    }

    /// Ends the process with the exit code of a fault's kind.
    static func exit(_ code: Fault.Code) -> Never { Glibc.exit(code.exitCode) }

    /// A table as wide as the terminal, or as it needs where there is none.
    static func out(_ table: Table) {
        let lines = table.lines(width: size(.output)?.columns, style: style(.output))
        out(lines.map { $0 + "\n" }.joined())
    }

    /// Writes everything. A reader that went away ends the process as it ends any other.
    static func write(_ bytes: [UInt8], to stream: Stream) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                Terminal.restore(forGood: true)
                signal(SIGPIPE, SIG_DFL)
                raise(SIGPIPE)
                _exit(141)
            } else if errno == EAGAIN {
                var wanted = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
            } else if errno != EINTR {
                if stream == .output { error("error: cannot write the output: \(String(cString: strerror(errno)))") }
                exit(.failed)
            }
        }
    }
}

extension VisibleText {
    /// Several lines, each made fit for a terminal.
    static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }
}
