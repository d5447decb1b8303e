internal import FoundationEssentials
package import Subprocess

/// The repository that this package lies in, and its programs as they were built last.
package enum Programs {
    package static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    package static let folder = ProcessInfo.processInfo.environment["SWEEPD_PROGRAMS"] ?? repository + "/.build/debug"

    package struct Result: Sendable {
        package let succeeded: Bool
        package let output: String
        package let errors: String

        package init(succeeded: Bool, output: String, errors: String) {
            self.succeeded = succeeded
            self.output = output
            self.errors = errors
        }
    }

    /// Runs one of ours by its name, or another one that is looked up in PATH, in the repository's root.
    package static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], in folder: String = repository
    ) async throws -> Result {
        // What GPUs this host has must not matter.
        let environment = ["SWEEPD_DEVICES": "none"].merging(environment) { $1 }
        let values = Dictionary(uniqueKeysWithValues: environment.map { (key($0.key), String?.some($0.value)) })
        let result = try await Subprocess.run(
            executable(name), arguments: Arguments(arguments), environment: .inherit.updating(values),
            workingDirectory: path(folder), output: .string(limit: 16 << 20),
            error: .string(limit: 16 << 20))
        return Result(
            succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
            errors: result.standardError)
    }

    package static func executable(_ name: String) -> Executable {
        name.hasPrefix("sweep") ? .path(path("\(folder)/\(name)")) : .name(name)
    }

    /// A path of swift-system, whose module this package does not import.
    private static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    private static func key(_ name: String) -> Environment.Key { .init(stringLiteral: name) }
}
