// swift-tools-version: 6.2
import PackageDescription

// A package of its own that sees only the executables, the socket and the database:
//   swift build -c release && swift run -c release --package-path Tests/Benchmarks sweepd-benchmarks
// (the first in the repository's root). `--help` lists the figures and the options.

let package = Package(
    name: "sweepd-benchmarks",
    targets: [
        // Yardsticks that must not pay for anything but the steps themselves; needs libsqlite3-dev, as sweepd does.
        .target(name: "CYardsticks", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "sweepd-benchmarks", dependencies: ["CYardsticks"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
