// swift-tools-version: 6.2
import PackageDescription

// A package of its own that sees only the executables and the socket, for what needs more than a compiler:
//   swift build && swift test --package-path Tests/System
// It uses the programs in .build/debug, or in the folder that SWEEPD_PROGRAMS names. Conformance needs schemathesis in
// PATH: pip install -r Tests/System/requirements.txt. Containers needs podman and the
// image of Tests/System/Containers/image.sh localhost/sweepd-test:1 python, for each user who runs it.

let package = Package(
    name: "sweepd-system-tests",
    dependencies: [
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: [])
    ],
    targets: [
        .testTarget(
            name: "Containers",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            path: "Containers",
            exclude: ["image.sh"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]),
        .testTarget(
            name: "Conformance",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            path: "Conformance",
            exclude: ["live-sweep.toml", "unknown-sweeps.toml", "unix_socket.py"],
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
