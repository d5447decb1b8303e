// swift-tools-version: 6.2
import PackageDescription

// One section a target: what it may import is what it names here (see the architecture in
// Sources/SweepModel/Documentation.docc). LayeringTests holds every import against its own table.

let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// What is released carries Swift's library in itself: it starts in half of the time, and anywhere.
let standalone: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-use-ld=lld", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
            "-l_FoundationCollections", "-lBlocksRuntime", "-Xlinker", "--gc-sections",
        ], .when(configuration: .release))
]

// sweepctl depends on sweepd only so that both are built, but SwiftPM links what that one needs into this one too.
// Swift's runtime would search all of it at every start, so lld takes these modules' objects for empty files. The link
// fails on a module that sweepctl needs after all, and on one missing here that needs one of these.
let daemonOnly: [LinkerSetting] = [
    .unsafeFlags(
        ([
            "sweepd", "sweep_runner", "SweepAgent", "SweepDaemon", "SweepDevices", "SweepEngines", "SweepRunner",
            "SweepScheduling", "SweepStore", "AsyncAlgorithms", "CoreMetrics", "GRDB", "Hummingbird", "HummingbirdCore",
            "HTTPTypes",
            "Instrumentation", "Logging", "Metrics", "NIOExtras", "NIOFileSystem", "NIOFoundationEssentialsCompat",
            "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "ServiceContextModule", "ServiceLifecycle", "Tracing", "UnixSignals",
            "_NIOFileSystem",
        ].map { "\($0).build/*" } + ["libsqlite3.so", "libsystemd.so"])
        .flatMap { ["-Xlinker", "--remap-inputs=*/\($0)=/dev/null"] },
        .when(configuration: .release))
]

// What has no Swift in it needs none of its runtime, which else comes in by the object that registers Swift's modules.
let withoutRuntime: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-executable", "-use-ld=lld"]
            + ["--remap-inputs=*/swiftrt.o=/dev/null", "--gc-sections", "-s"].flatMap { ["-Xlinker", $0] })
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "sweepd",
    products: [
        .executable(name: "sweepctl", targets: ["sweepctl"]),
        .executable(name: "sweepd", targets: ["sweepd"]),
        .executable(name: "sweep-runner", targets: ["sweep-runner"]),
        .executable(name: "sweep-init", targets: ["sweep-init"]),
        // For tests alone; a library's file is made only where it is a product.
        .library(name: "StandInNVML", type: .dynamic, targets: ["StandInNVML"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // The vocabulary
        .target(name: "SweepModel", swiftSettings: swift),
        .testTarget(
            name: "SweepModelTests", dependencies: ["SweepModel", "TestSupport"], swiftSettings: swift),

        // C declarations that Swift's Glibc lacks
        .target(name: "CSweepShims"),

        // libsystemd: readiness, watchdog, inherited sockets, the journal
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

        // Siblings
        .target(name: "SweepSearch", dependencies: ["SweepModel"], swiftSettings: swift),
        .testTarget(name: "SweepSearchTests", dependencies: ["SweepModel", "SweepSearch"], swiftSettings: swift),

        .target(name: "SweepSpecs", dependencies: ["SweepModel", "SweepSearch", yams], swiftSettings: swift),
        .testTarget(
            name: "SweepSpecsTests", dependencies: ["SweepModel", "SweepSearch", "SweepSpecs"], swiftSettings: swift),

        .target(name: "SweepStore", dependencies: ["SweepModel", grdb], swiftSettings: swift),
        .testTarget(
            name: "SweepStoreTests", dependencies: ["SweepModel", "SweepStore", crypto, grdb], swiftSettings: swift),

        .target(name: "SweepScheduling", dependencies: ["SweepModel"], swiftSettings: swift),
        .testTarget(
            name: "SweepSchedulingTests",
            dependencies: ["SweepModel", "SweepDevices", "SweepScheduling", "StandIns", "TestSupport"],
            swiftSettings: swift),

        .target(name: "SweepDevices", dependencies: ["SweepModel", "CSweepShims", yams], swiftSettings: swift),
        .testTarget(
            name: "SweepDevicesTests", dependencies: ["SweepModel", "SweepDevices", "StandIns", "TestSupport"],
            swiftSettings: swift),

        .target(name: "SweepEngines", dependencies: ["SweepModel", subprocess], swiftSettings: swift),
        .testTarget(
            name: "SweepEnginesTests",
            dependencies: ["SweepModel", "SweepEngines", "SweepAgent", "SweepRunner", "sweep-runner", "sweep-init"],
            swiftSettings: swift),

        .target(
            name: "SweepRecords", dependencies: ["SweepModel", "CSweepShims", crypto, subprocess],
            swiftSettings: swift),
        .testTarget(name: "SweepRecordsTests", dependencies: ["SweepModel", "SweepRecords"], swiftSettings: swift),

        .target(
            name: "SweepControl", dependencies: ["SweepModel", nioCore, nioHTTP1, nioPosix], swiftSettings: swift),
        .testTarget(name: "SweepControlTests", dependencies: ["SweepModel", "SweepControl"], swiftSettings: swift),

        .target(name: "SweepTerminal", dependencies: ["SweepModel"], swiftSettings: swift),
        .testTarget(name: "SweepTerminalTests", dependencies: ["SweepModel", "SweepTerminal"], swiftSettings: swift),

        // The supervisor
        .target(name: "SweepRunner", dependencies: ["SweepModel", "CSweepShims"], swiftSettings: swift),
        .executableTarget(
            name: "sweep-runner", dependencies: ["SweepModel", "SweepRunner"], swiftSettings: swift,
            linkerSettings: standalone),
        .testTarget(
            name: "SweepRunnerTests",
            dependencies: ["SweepModel", "CSweepShims", "SweepRunner", "sweep-runner", "sweep-init"],
            swiftSettings: swift),

        // The first process of a container: C, and linked so that it starts in any image
        .executableTarget(name: "sweep-init", linkerSettings: withoutRuntime),

        // Launches and follows the attempts of one user
        .target(
            name: "SweepAgent",
            dependencies: ["SweepModel", "SweepEngines", "SweepRecords", "SweepRunner", "CSweepShims", "CSystemd"],
            swiftSettings: swift),

        .testTarget(
            name: "SweepAgentTests",
            dependencies: ["SweepModel", "SweepAgent", "SweepEngines", "SweepRecords", "SweepRunner", "TestSupport"],
            swiftSettings: swift),

        // Assembly
        .target(
            name: "SweepDaemon",
            dependencies: [
                "SweepModel", "SweepSearch", "SweepSpecs", "SweepStore", "SweepScheduling", "SweepDevices",
                "SweepEngines",
                "SweepRecords", "SweepControl", "SweepAgent", "SweepRunner", "CSweepShims", "CSystemd",
                hummingbird, logging, nioCore, nioExtras, nioHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: swift),
        .testTarget(
            name: "SweepDaemonTests",
            dependencies: [
                "SweepModel", "SweepDaemon", "SweepAgent", "SweepDevices", "SweepEngines", "SweepSpecs", "SweepStore",
                "SweepScheduling", "TestSupport", grdb, logging,
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "sweepd", dependencies: ["SweepModel", "SweepDaemon", "CSystemd", argumentParser, logging],
            swiftSettings: swift, linkerSettings: standalone),

        // The command line
        .executableTarget(
            name: "sweepctl",
            dependencies: [
                "SweepModel", "SweepControl", "SweepSpecs", "SweepSearch", "SweepRecords", "SweepTerminal",
                "sweepd", "sweep-runner", "sweep-init", argumentParser, subprocess,
            ],
            swiftSettings: swift, linkerSettings: standalone + daemonOnly),

        .testTarget(name: "LayeringTests", swiftSettings: swift),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "SweepModel", "sweepctl", "sweepd", "sweep-runner", "sweep-init", "StandIns", "TestSupport", subprocess,
            ],
            swiftSettings: swift),
        .target(
            name: "TestSupport", dependencies: ["SweepModel", subprocess], path: "Tests/TestSupport",
            swiftSettings: swift),
        .target(name: "StandInNVML", path: "Tests/StandIns/NVML"),
        // Carried to machines with GPUs, where no toolchain is (see Tests/gpu-check/build).
        .executableTarget(
            name: "gpu-check", dependencies: ["SweepModel", "SweepDevices", "CSweepShims"],
            path: "Tests/gpu-check/Probe", swiftSettings: swift, linkerSettings: standalone),
        .target(
            name: "StandIns", dependencies: ["SweepModel", "SweepDevices", "TestSupport"],
            path: "Tests/StandIns/Support", swiftSettings: swift),
    ],
    swiftLanguageModes: [.v6]
)
