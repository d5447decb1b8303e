internal import Subprocess
internal import SweepModel

/// A short question to an engine's client: a deadline, a limit on its words, an environment made from nothing.
enum EngineCommand {
    private static let wordsMax = 64 << 10

    /// - Returns: what it wrote to standard output.
    /// - Throws: a fault with code `failed` and the client's last line where it fails, or does not end in time.
    static func run(
        _ executable: String, _ arguments: [String], environment: [EnvironmentEntry], deadline: Span
    ) async throws(Fault) -> String {
        let entries = environment.map { (Environment.Key(stringLiteral: $0.name), $0.value) }
        let variables = Environment.custom(Dictionary(entries) { $1 })
        let words = ([executable] + arguments.prefix(2)).joined(separator: " ")
        do {
            let result = try await within(deadline) {
                try await Subprocess.run(
                    .path(literal(executable)), arguments: Arguments(arguments), environment: variables,
                    output: .string(limit: wordsMax), error: .string(limit: wordsMax))
            }
            guard let result else {
                throw Fault(.failed, "cannot wait for '\(words)': it did not end in \(deadline.text)")
            }
            guard result.terminationStatus.isSuccess else {
                let last = result.standardError.split(separator: "\n").last.map(String.init)
                throw Fault(.failed, "'\(words)' failed: \(last ?? "it said nothing")")
            }
            return result.standardOutput
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.failed, "cannot run '\(words)': \(error)")
        }
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
