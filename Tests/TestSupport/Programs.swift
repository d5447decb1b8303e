internal import FoundationEssentials
internal import Glibc

/// Where the built programs and the repository are.
package enum Programs {
    /// The repository's root.
    package static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// One of sweepd's programs, beside the executable of the tests.
    ///
    /// - Throws: `Missing` where it has not been built.
    package static func path(_ name: String) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders = [tests, CommandLine.arguments[0]].map { $0.split(separator: "/").dropLast() }
        let paths = folders.map { "/" + $0.joined(separator: "/") + "/" + name }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { throw Missing(name: name) }
        return path
    }

    package struct Missing: Error { package let name: String }
}
