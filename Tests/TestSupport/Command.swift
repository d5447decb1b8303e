internal import Subprocess
package import SweepModel

/// A program run to its end.
package struct Command: Sendable {
    package var argv: [String]
    package var environment: [String: String]
    package var folder: String
    package var input: String?

    package init(_ argv: [String], environment: [String: String], folder: String, input: String? = nil) {
        self.argv = argv
        self.environment = environment
        self.folder = folder
        self.input = input
    }

    /// What it did: 128 + N where signal N ended it.
    package struct Result: Sendable, CustomStringConvertible {
        package let code: Int32
        package let output: String
        package let errors: String

        package var description: String { "code \(code)\noutput: \(output)\nerrors: \(errors)" }

        /// The output as JSON.
        package func json() throws -> JSONValue { try JSONParser.parse(Array(output.utf8)) }

        /// The output, one JSON document a line.
        package func jsonLines() throws -> [JSONValue] {
            try output.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
        }
    }

    private static let outputMax = 64 << 20

    package func run() async throws -> Result {
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let result = try await Subprocess.run(
            .path(Self.path(argv[0])), arguments: Arguments(Array(argv.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)), workingDirectory: Self.path(folder),
            input: UnheededInput(text: input ?? ""), output: .string(limit: Self.outputMax),
            error: .string(limit: Self.outputMax))
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let number): 128 + number
            }
        return Result(code: code, output: result.standardOutput, errors: result.standardError)
    }

    /// A path of swift-system, whose module this package does not import.
    private static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}

/// Text for a program that may end before it reads it, as in a shell's pipe: what nobody read is lost.
///
/// The library's own text input ends our process where the program's end of the pipe is closed: it forgets to close
/// ours when the write fails (swift-subprocess 1.0.2).
private struct UnheededInput: InputProtocol {
    let text: String

    func write(with writer: StandardInputWriter) async throws { _ = try? await writer.write(Array(text.utf8)) }
}

extension Command {
    /// Runs a program until it has written a line that is wanted, then ends it.
    ///
    /// - Returns: the line; nil where the program ended without it.
    package static func firstLine(
        _ argv: [String], environment: [String: String], folder: String, where matches: (String) -> Bool
    ) async throws -> String? {
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        return try await Subprocess.run(
            .path(path(argv[0])), arguments: Arguments(Array(argv.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)), workingDirectory: path(folder),
            input: .none, output: .sequence, error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() where matches(line) {
                try? execution.send(signal: .kill)
                return String?.some(line)
            }
            return nil
        }.closureResult
    }
}

extension Command {
    /// Makes what lies in a folder an hour older, as for a clean-up that spares what is young.
    package static func age(contentsOf folder: String) async throws {
        _ = try await Command(
            [
                "/usr/bin/find", folder, "-mindepth", "1", "-maxdepth", "1", "-exec", "touch", "-d", "1 hour ago", "{}",
                "+",
            ],
            environment: ["PATH": "/usr/bin:/bin"], folder: "/"
        ).run()
    }
}
