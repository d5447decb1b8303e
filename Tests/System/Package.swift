// swift-tools-version: 6.2
import PackageDescription

// A package of its own that sees only the executables and the socket, for what needs more than a compiler:
//   swift build && swift test --package-path Tests/System
// It uses the programs in .build/debug, or in the folder that SWEEPD_PROGRAMS names, and the Python in PATH with what
// it needs: pip install -r Tests/System/requirements.txt. Containers needs podman, and for each user who runs it the image
// of Tests/System/Containers/image.sh localhost/sweepd-test:1 python. Booted needs root, systemd-nspawn, mmdebstrap,
// dpkg-dev and the released programs (swift build -c release); SWEEPD_RELEASED_PROGRAMS names other ones.

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "sweepd-system-tests",
    dependencies: [
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: [])
    ],
    targets: [
        .target(name: "Support", dependencies: [subprocess], path: "Support", swiftSettings: settings),
        .testTarget(
            name: "Conformance", dependencies: [subprocess, "Support"], path: "Conformance",
            exclude: ["live-sweep.toml", "unknown-sweeps.toml", "unix_socket.py"], swiftSettings: settings),
        .testTarget(
            name: "Access", dependencies: [subprocess, "Support"], path: "Access", exclude: ["matrix.py"],
            swiftSettings: settings),
        .testTarget(
            name: "Booted", dependencies: ["Support"], path: "Booted", exclude: ["boot.sh", "Scripts"],
            swiftSettings: settings),
        .testTarget(
            name: "Containers", dependencies: [subprocess, "Support"], path: "Containers", exclude: ["image.sh"],
            swiftSettings: settings),
        .testTarget(
            name: "SweepLanguage", dependencies: ["Support"], path: "SweepLanguage",
            exclude: [
                "Files", "acceptance.py", "acceptance_reasons.py", "commands.py", "differences.py", "draws.py",
                "faults.py", "faults.yaml", "files.py", "grid.py", "inference.py", "print_argv.py", "specifications.py",
                "sweepctl.py", "wandb_library.py", "yaml_text.py",
            ], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
