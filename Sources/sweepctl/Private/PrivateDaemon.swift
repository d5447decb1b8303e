internal import Glibc
internal import Subprocess
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// A daemon for one command, started beside sweepctl and stopped with it, however sweepctl ends: it holds the other end
/// of a pipe that the daemon watches.
struct PrivateDaemon {
    let stateFolder: String
    let slots: Int?
    /// Its `--devices`; where absent, what SWEEPD_DEVICES says.
    let devices: String?

    /// Starts it, lets `body` ask it, stops it and waits for its end.
    ///
    /// Its listening socket is bound here, so that the first question waits in the socket's queue and not in a loop.
    ///
    /// - Throws: what `body` throws; `failed` with the daemon's own words where it ended early.
    func run<Answer: Sendable>(
        _ body: (ControlClient) async throws(Fault) -> Answer
    ) async throws(Fault) -> Answer {
        let program = try DaemonProgram.path()
        try StateFolder.make(stateFolder)
        let log = try DaemonLog(stateFolder + "/sweepd.log")
        let socket = try ListeningSocket()
        defer { unlink(socket.path) }
        let life = try Lifeline()
        defer { life.end() }
        do {
            return try log.explain(try await run(program, socket, log, life, body))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.failed, "cannot start '\(program)': \(error)")
        }
    }

    private func run<Answer: Sendable>(
        _ program: String, _ socket: ListeningSocket, _ log: DaemonLog, _ life: Lifeline,
        _ body: (ControlClient) async throws(Fault) -> Answer
    ) async throws -> Result<Answer, Fault> {
        // The daemon writes nothing to its standard output: the pipe stands in that place.
        try await Subprocess.run(
            .path(Literal.make(program)), arguments: Arguments(arguments(socket.path)),
            environment: Self.environment, platformOptions: Self.session, input: Self.handed(socket.descriptor),
            output: Self.handed(life.watched), error: Self.handed(log.descriptor)
        ) { execution in
            defer { try? execution.send(signal: .terminate) }
            do throws(Fault) {
                return Result<Answer, Fault>.success(try await body(ControlClient(socket: socket.path)))
            } catch {
                return .failure(error)
            }
        }.closureResult
    }

    private static func handed(_ descriptor: CInt) throws(Fault) -> FileDescriptorInput {
        .fileDescriptor(try Literal.make(descriptor), closeAfterSpawningProcess: true)
    }

    private static func handed(_ descriptor: CInt) throws(Fault) -> FileDescriptorOutput {
        .fileDescriptor(try Literal.make(descriptor), closeAfterSpawningProcess: true)
    }

    private func arguments(_ socket: String) -> [String] {
        let fixed = ["--state-dir", stateFolder, "--listen-fd", "0", "--parent-fd", "1", "--socket", socket]
        let devices = devices ?? Environment["SWEEPD_DEVICES"]
        return fixed + (slots.map { ["--slots", "\($0)"] } ?? []) + (devices.map { ["--devices", $0] } ?? [])
    }

    /// Built from nothing: what runs get comes with the submission, not from here.
    private static var environment: Subprocess.Environment {
        let kept = Environment.all.filter { entry in
            let isNamed = ["PATH", "HOME", "USER", "LANG"].contains(entry.name) || entry.name.hasPrefix("XDG_")
            return isNamed && !entry.value.isEmpty
        }
        return .custom(Dictionary(kept.map { (Subprocess.Environment.Key(stringLiteral: $0.name), $0.value) }) { $1 })
    }

    /// A session of its own: Ctrl-C at the terminal is for sweepctl, which stops the daemon in order.
    private static var session: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        return options
    }
}

/// A pipe whose writing end this process holds: the kernel closes it however the process ends.
private struct Lifeline {
    /// The reading end, for the process that watches.
    let watched: CInt
    private let held: CInt

    init() throws(Fault) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw Fault(.failed, "cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        (watched, held) = (ends[0], ends[1])
    }

    func end() { close(held) }
}

/// Values of types whose modules (swift-system's) this target does not import.
private enum Literal {
    static func make<Path: ExpressibleByStringLiteral>(_ text: String) -> Path where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    /// swift-system's descriptor takes every number.
    static func make<Descriptor: RawRepresentable>(_ number: CInt) throws(Fault) -> Descriptor
    where Descriptor.RawValue == CInt {
        guard let descriptor = Descriptor(rawValue: number) else {
            throw Fault(.internal, "cannot hand descriptor \(number) to sweepd")
        }
        return descriptor
    }
}
