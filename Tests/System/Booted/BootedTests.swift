import FoundationEssentials
import Support
import Testing

/// Freshly booted Debian trees in which a script types what users and administrators would.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BootedTests {
    private static let folder = "\(Programs.repository)/Tests/System/Booted"
    /// Programs that need nothing of the toolchain.
    private static let programs =
        ProcessInfo.processInfo.environment["SWEEPD_RELEASED_PROGRAMS"] ?? "\(Programs.repository)/.build/release"
    /// Made once, and left as it is by every boot.
    private static let tree = ProcessInfo.processInfo.environment["SWEEPD_TREE"] ?? "/var/tmp/sweepd-tree"

    private static let scripts = try? FileManager.default.contentsOfDirectory(atPath: folder + "/Scripts").sorted()
        .filter { $0.hasSuffix(".sh") && $0 != "common.sh" }

    @Test(arguments: try #require(scripts)) func `what people type on a booted host`(script: String) async throws {
        let result = try await Programs.run("sh", ["\(Self.folder)/boot.sh", Self.tree, Self.programs, script])
        #expect(result.succeeded, "\(result.output)\(result.errors)")
    }
}
