internal import CYardsticks
internal import FoundationEssentials
internal import Glibc

/// A process from its start to its end.
struct Command {
    let argv: [String]
    /// Added to this process's own.
    var environment: [String: String] = [:]
    var folder: String?

    init(_ argv: [String], environment: [String: String] = [:], folder: String? = nil) {
        self.argv = argv
        self.environment = environment
        self.folder = folder
    }

    /// How a process ended, and how long it took with everything that starting it costs.
    struct Outcome {
        let seconds: Double
        /// 128 and the signal where one ended it.
        let code: Int32
        let output: String
        let messages: String
    }

    /// Waits for the end. Output and messages are kept; of the latter more than a pipe holds would block.
    ///
    /// - Throws: where it cannot be started.
    func run() throws(Failure) -> Outcome {
        let (output, messages) = (try Pipe(), try Pipe())
        let beginning = ContinuousClock.now
        let process = try start(output: output.writing, messages: messages.writing)
        output.closeWriting()
        messages.closeWriting()
        let texts = (output.readToEnd(), messages.readToEnd())
        let code = Self.wait(process)
        return Outcome(
            seconds: beginning.duration(to: .now).seconds, code: code, output: texts.0, messages: texts.1)
    }

    /// The outcome, if it is a success.
    ///
    /// - Throws: also where it fails, with its messages.
    func succeed() throws(Failure) -> Outcome {
        let outcome = try run()
        guard outcome.code == 0 else {
            throw Failure(
                "'\(argv.joined(separator: " "))' ended with code \(outcome.code): \(outcome.messages.trimmedLine)")
        }
        return outcome
    }

    /// Starts it with both outputs at descriptors, which stay the caller's.
    func start(output: Int32, messages: Int32) throws(Failure) -> pid_t {
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(null) }
        let arguments = Self.copies(argv)
        let variables = Self.copies(
            ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" })
        defer { for copy in arguments + variables { free(copy) } }
        var process: pid_t = 0
        let error = process_spawn(&process, arguments, variables, folder, [null, output, messages])
        guard error == 0 else { throw Failure("cannot start '\(argv[0])': \(String(cString: strerror(error)))") }
        return process
    }

    /// For C, ended by a null pointer; the caller frees them.
    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }

    /// Waits for a child; its exit code, or 128 and the signal.
    static func wait(_ process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
