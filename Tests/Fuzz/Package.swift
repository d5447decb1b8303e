// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because everything in it is built for libFuzzer; it sees the sources through links:
//   Tests/Fuzz/run [SECONDS]
// fuzzes each target for that long (60 if absent) from its kept corpus, with a fixed seed.

let sanitizers = ["-sanitize=fuzzer,address"]
let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(sanitizers),
]
// libFuzzer brings the main function.
let fuzzer = swift + [.unsafeFlags(["-parse-as-library"])]
let linking: [LinkerSetting] = [.unsafeFlags(sanitizers)]

let package = Package(
    name: "sweepd-fuzz",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .target(name: "SweepModel", exclude: ["Documentation.docc"], swiftSettings: swift),
        .target(name: "SweepSearch", dependencies: ["SweepModel"], swiftSettings: swift),
        .target(
            name: "SweepSpecs",
            dependencies: ["SweepModel", "SweepSearch", .product(name: "Yams", package: "Yams")], swiftSettings: swift),
        .executableTarget(
            name: "ExpressionFuzzer", dependencies: ["SweepModel"], swiftSettings: fuzzer, linkerSettings: linking),
        .executableTarget(
            name: "SpecificationFuzzer", dependencies: ["SweepModel", "SweepSpecs"], swiftSettings: fuzzer,
            linkerSettings: linking),
    ],
    swiftLanguageModes: [.v6]
)
