internal import Glibc
internal import SweepModel

/// Asks git about a work tree without changing it, waiting for a person, or running what the tree's owner planted.
struct GitCommand: Sendable {
    /// The most bytes read of a list of files.
    private static let listMax = 64 << 20
    private static let settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]

    let folder: String

    /// Runs git in the folder.
    ///
    /// - Returns: what it wrote, whatever its exit code.
    func run(_ arguments: [String], limit: Int = listMax) async throws(ShortCommand.Failure) -> ShortCommand.Output {
        try await ShortCommand.run(
            "git", ["-C", folder] + Self.settings + arguments, environment: Self.environment, limit: limit,
            timeout: .seconds(10))
    }

    /// What git wrote; fails where its exit code is not 0.
    func text(_ arguments: [String], limit: Int = listMax) async throws(ShortCommand.Failure) -> String {
        let output = try await run(arguments, limit: limit)
        guard output.code == 0 else { throw .failed(output.reason) }
        return output.text
    }

    /// The paths that git lists, each ended by NUL.
    ///
    /// - Parameter isWhole: fails where one is not UTF-8, which otherwise is left out.
    func paths(_ arguments: [String], isWhole: Bool = false) async throws(ShortCommand.Failure) -> [String] {
        let output = try await run(arguments)
        guard output.code == 0 else { throw .failed(output.reason) }
        let names = output.bytes.split(separator: 0)
        let paths = names.compactMap { String(validating: $0, as: UTF8.self) }
        if isWhole, let name = names.first(where: { String(validating: $0, as: UTF8.self) == nil }) {
            throw .failed("the name '\(String(decoding: name, as: UTF8.self))' is not UTF-8")
        }
        return paths
    }

    private static var environment: [EnvironmentEntry] {
        let inherited = ["PATH", "HOME"].compactMap { name in
            getenv(name).map { EnvironmentEntry(name, String(cString: $0)) }
        }
        return inherited + [
            EnvironmentEntry("GIT_OPTIONAL_LOCKS", "0"), EnvironmentEntry("GIT_TERMINAL_PROMPT", "0"),
            EnvironmentEntry("LC_ALL", "C"),
        ]
    }
}
