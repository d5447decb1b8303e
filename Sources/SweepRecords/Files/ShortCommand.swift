internal import CSweepShims
internal import Glibc
internal import Subprocess
internal import SweepModel

/// Runs a short helper command with an environment made from nothing, a time limit and a limit on its output.
enum ShortCommand {
    struct Output: Sendable {
        /// The exit code; nil where a signal ended it.
        let code: Int32?
        let bytes: [UInt8]
        let errors: String

        var text: String { String(decoding: bytes, as: UTF8.self) }
        /// The first line that it wrote to standard error.
        var reason: String { errors.split(separator: "\n").first.map(String.init) ?? "it failed without a word" }
        /// The last one, of programs that tell their progress there too.
        var lastWords: String { errors.split(separator: "\n").last.map(String.init) ?? reason }
    }

    enum Failure: Error, Hashable {
        case notInstalled
        case outputTooLarge
        case timedOut
        case failed(String)

        var reason: String {
            switch self {
            case .notInstalled: "it is not installed"
            case .outputTooLarge: "it wrote more than is read of it"
            case .timedOut: "it did not end in time"
            case .failed(let reason): reason
            }
        }
    }

    /// - Parameters:
    ///   - program: a name looked up in the environment's PATH, or an absolute path.
    ///   - limit: the most bytes of standard output.
    ///   - input: its standard input, at most what a pipe holds.
    ///   - folder: where it starts; nil is this process's own.
    ///   - asGroup: whether it is told to end together with the processes that it starts, where it is late or cancelled.
    static func run(
        _ program: String, _ arguments: [String], environment: [EnvironmentEntry], limit: Int, timeout: Span,
        input: [UInt8] = [], folder: String? = nil, asGroup: Bool = false
    ) async throws(Failure) -> Output {
        let executable: Executable = program.contains("/") ? .path(literal(program)) : .name(program)
        let entries = environment.map { (Environment.Key(stringLiteral: $0.name), $0.value) }
        let variables = Environment.custom(Dictionary(entries) { $1 })
        let options = asGroup ? Self.group : PlatformOptions()
        let source = try Self.pipe(holding: input)
        do {
            return try await within(timeout) { [options] in
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(arguments), environment: variables,
                    workingDirectory: folder.map(literal), platformOptions: options,
                    input: .fileDescriptor(try descriptor(source), closeAfterSpawningProcess: true),
                    output: .bytes(limit: limit), error: .string(limit: 1 << 16))
                var code: Int32?
                if case .exited(let status) = result.terminationStatus { code = status }
                return Output(code: code, bytes: result.standardOutput, errors: result.standardError)
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as SubprocessError {
            throw failure(error)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// The reading end of a pipe that is filled already: who writes to a command that does not read is killed by a signal.
    private static func pipe(holding input: [UInt8]) throws(Failure) -> Int32 {
        var ends: [Int32] = [-1, -1]
        let made = sweep_pipe(&ends)
        guard made == 0 else { throw .failed(SystemError(-made).reason) }
        defer { close(ends[1]) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        guard input.isEmpty || write(ends[1], input, input.count) == input.count else {
            close(ends[0])
            throw .failed("there is too much to tell it")
        }
        return ends[0]
    }

    /// A session of its own, killed as a whole.
    private static var group: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        return options
    }

    private static func failure(_ error: SubprocessError) -> Failure {
        switch error.code {
        case .executableNotFound: .notInstalled
        case .outputLimitExceeded: .outputTooLarge
        default: .failed(error.description)
        }
    }

    /// The first of the body's end and the time limit; the loser is cancelled, which kills the command.
    private static func within(
        _ limit: Span, _ body: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await withThrowingTaskGroup(of: Output?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(limit.nanoseconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else { throw Failure.timedOut }
            return output
        }
    }

    private static func descriptor<Value: RawRepresentable<Int32>>(_ number: Int32) throws(Failure) -> Value {
        guard let value = Value(rawValue: number) else { throw .failed("descriptor \(number) cannot be handed on") }
        return value
    }

    /// A value of a type (Subprocess's own path type) whose module this target does not import.
    private static func literal<Value: ExpressibleByStringLiteral>(_ text: String) -> Value
    where Value.StringLiteralType == String {
        Value(stringLiteral: text)
    }
}
