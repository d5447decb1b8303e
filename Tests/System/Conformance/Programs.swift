import FoundationEssentials
import Subprocess

/// The repository that this package lies in, and its programs as they were built last.
enum Programs {
    static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let folder = ProcessInfo.processInfo.environment["SWEEPD_PROGRAMS"] ?? repository + "/.build/debug"

    struct Result: Sendable {
        let succeeded: Bool
        let output: String
        let errors: String
    }

    /// Runs one of ours by its name, or another one that is looked up in PATH, in the repository's root.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], in folder: String = repository
    ) async throws -> Result {
        let values = Dictionary(uniqueKeysWithValues: environment.map { (key($0.key), String?.some($0.value)) })
        let result = try await Subprocess.run(
            executable(name), arguments: Arguments(arguments), environment: .inherit.updating(values),
            workingDirectory: path(folder), output: .string(limit: 16 << 20),
            error: .string(limit: 16 << 20))
        return Result(
            succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
            errors: result.standardError)
    }

    static func executable(_ name: String) -> Executable {
        name.hasPrefix("sweep") ? .path(path("\(folder)/\(name)")) : .name(name)
    }

    /// A path of swift-system, whose module this package does not import.
    private static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    private static func key(_ name: String) -> Environment.Key { .init(stringLiteral: name) }
}
