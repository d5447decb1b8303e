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
    ///   - asGroup: whether it is told to end together with the processes that it starts, where it is late or cancelled.
    static func run(
        _ program: String, _ arguments: [String], environment: [EnvironmentEntry], limit: Int, timeout: Span,
        asGroup: Bool = false
    ) async throws(Failure) -> Output {
        let executable: Executable = program.contains("/") ? .path(literal(program)) : .name(program)
        let entries = environment.map { (Environment.Key(stringLiteral: $0.name), $0.value) }
        let variables = Environment.custom(Dictionary(entries) { $1 })
        var options = PlatformOptions()
        if asGroup {
            options.createSession = true
            options.teardownSequence = [
                .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
            ]
        }
        do {
            return try await within(timeout) { [options] in
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(arguments), environment: variables,
                    platformOptions: options, output: .bytes(limit: limit),
                    error: .string(limit: 1 << 16))
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

    /// A value of a type (Subprocess's own path type) whose module this target does not import.
    private static func literal<Value: ExpressibleByStringLiteral>(_ text: String) -> Value
    where Value.StringLiteralType == String {
        Value(stringLiteral: text)
    }
}
