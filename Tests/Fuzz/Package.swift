// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because everything in it is built for libFuzzer; it sees the sources through links:
//   Tests/Fuzz/run [SECONDS]
// fuzzes each target for that long (60 if absent) from its kept corpus, with a fixed seed.

let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let package = Package(
    name: "sweepd-fuzz",
    // `run` links them: libFuzzer brings the main function, which an executable here must not lack.
    products: [
        .library(name: "ExpressionFuzzer", type: .static, targets: ["ExpressionFuzzer"]),
        .library(name: "PointsFuzzer", type: .static, targets: ["PointsFuzzer"]),
        .library(name: "SpecificationFuzzer", type: .static, targets: ["SpecificationFuzzer"]),
    ],
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .target(name: "SweepModel", exclude: ["Documentation.docc"], swiftSettings: swift),
        .target(name: "SweepSearch", dependencies: ["SweepModel"], swiftSettings: swift),
        .target(
            name: "SweepSpecs",
            dependencies: ["SweepModel", "SweepSearch", .product(name: "Yams", package: "Yams")], swiftSettings: swift),
        .target(name: "ExpressionFuzzer", dependencies: ["SweepModel"], swiftSettings: swift),
        .target(name: "PointsFuzzer", dependencies: ["SweepModel", "SweepSpecs"], swiftSettings: swift),
        .target(name: "SpecificationFuzzer", dependencies: ["SweepModel", "SweepSpecs"], swiftSettings: swift),
    ],
    swiftLanguageModes: [.v6]
)
