internal import Subprocess
internal import SweepModel

/// What a command answered that an engine's client ran, or the client itself.
package struct EngineAnswer: Hashable, Sendable {
    /// The exit code; nil where a signal ended it.
    package let code: Int32?
    package let output: String
    let errors: String

    /// Whether a container's image has no such program, in the codes that shells and engines use for it.
    package var lacksProgram: Bool { code == 126 || code == 127 }
    /// Its last words about why it failed.
    package var reason: String {
        errors.split(separator: "\n").map(String.init).last { !Self.isAside($0) } ?? "it said nothing"
    }

    /// Whether a client's line is not about why it failed.
    package static func isAside(_ line: String) -> Bool {
        line.isEmpty || line.hasPrefix("Run 'docker ") && line.hasSuffix("for more information")
    }
}

/// A short question to an engine's client: a deadline, a limit on its words, an environment made from nothing.
enum EngineCommand {
    private static let wordsMax = 64 << 10
    /// How long a client that is too late may take to put away what it holds.
    private static let patience = Duration.seconds(2)

    /// - Returns: what it wrote to standard output.
    /// - Throws: a fault with code `failed` and the client's last line where it fails, or does not end in time.
    static func run(
        _ executable: String, _ arguments: [String], environment: [EnvironmentEntry], deadline: Span
    ) async throws(Fault) -> String {
        let answer = try await answer(executable, arguments, environment: environment, deadline: deadline)
        guard answer.code == 0 else {
            throw Fault(.failed, "'\(words(executable, arguments))' failed: \(answer.reason)")
        }
        return answer.output
    }

    /// What it answers, also where it fails.
    ///
    /// - Parameter outputMax: the most bytes of standard output.
    /// - Throws: a fault with code `failed` where it cannot be run, says too much, or does not end in time.
    static func answer(
        _ executable: String, _ arguments: [String], environment: [EnvironmentEntry], deadline: Span,
        outputMax: Int = wordsMax
    ) async throws(Fault) -> EngineAnswer {
        let entries = environment.map { (Environment.Key(stringLiteral: $0.name), $0.value) }
        let variables = Environment.custom(Dictionary(entries) { $1 })
        // A rootless client is two processes.
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: patience)
        ]
        do {
            let answer = try await within(deadline) { [options] in
                let result = try await Subprocess.run(
                    .path(literal(executable)), arguments: Arguments(arguments), environment: variables,
                    platformOptions: options, output: .string(limit: outputMax), error: .string(limit: wordsMax))
                var code: Int32?
                if case .exited(let status) = result.terminationStatus { code = status }
                return EngineAnswer(code: code, output: result.standardOutput, errors: result.standardError)
            }
            if let answer { return answer }
        } catch {
            throw Fault(.failed, "cannot run '\(words(executable, arguments))': \(error)")
        }
        throw Fault(
            .failed, "cannot wait for '\(words(executable, arguments))': it did not end in \(deadline.text)")
    }

    private static func words(_ executable: String, _ arguments: [String]) -> String {
        ([executable] + arguments.prefix(2)).joined(separator: " ")
    }

    /// The body's result; nil where it takes longer: it is then cancelled, which kills the command.
    private static func within<Result: Sendable>(
        _ limit: Span, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(limit.nanoseconds))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// A value of a type (Subprocess's own path type) whose module this target does not import.
    private static func literal<Value: ExpressibleByStringLiteral>(_ text: String) -> Value
    where Value.StringLiteralType == String {
        Value(stringLiteral: text)
    }
}
