internal import CSweepShims
internal import Glibc
internal import SweepModel

/// A pipe from the program, and the capture of what comes through it.
struct OutputStream {
    private static let capacityMax: Int32 = 1 << 20

    private var source: Descriptor?
    private var capture: Capture
    /// Nil where the attempt has no secrets.
    private var redactor: Redactor?
    private var isWidened = false

    /// What poll watches; -1 once the pipe is at its end.
    var descriptor: Int32 { source?.number ?? -1 }

    /// - Parameter redactor: takes secrets out of what comes.
    init(source: Descriptor, capture: Capture, redactor: Redactor?) {
        self.source = source
        self.capture = capture
        self.redactor = redactor
    }

    /// Reads once from a pipe that is ready to be read.
    mutating func drain(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let source else { return }
        let count = read(source.number, buffer.baseAddress, buffer.count)
        if count > 0 {
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            widen(source, count)
        } else if count == 0 || errno != EINTR && errno != EAGAIN {
            self.source = nil
        }
    }

    /// Reads what is in the pipe without waiting for its end: some other process may hold it open for ever.
    mutating func finish(_ buffer: UnsafeMutableRawBufferPointer) -> CaptureRecord {
        var left = Int(Self.capacityMax)
        if let source { _ = fcntl(source.number, F_SETFL, O_NONBLOCK) }
        while let source, left > 0 {
            let count = read(source.number, buffer.baseAddress, min(buffer.count, left))
            guard count > 0 else { break }
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            left -= count
        }
        source = nil
        if let rest = redactor?.finish() { rest.withUnsafeBytes { capture.take($0) } }
        return capture.finish()
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) {
        guard let clean = redactor?.take(bytes) else { return capture.take(bytes) }
        clean.withUnsafeBytes { capture.take($0) }
    }

    /// A program that prints much gets a larger pipe, once: fewer switches between it and the runner.
    private mutating func widen(_ source: Descriptor, _ count: Int) {
        guard !isWidened, count >= 32 << 10 else { return }
        isWidened = true
        _ = sweep_pipe_capacity(source.number, Self.capacityMax)
    }
}
