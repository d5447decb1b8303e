/// One row of the architecture's table: what a target may import, and why.
struct Layer: Sendable {
    /// How near to the operating system a target may be.
    enum Ground: Sendable {
        /// No clock, no files, no environment: the same input gives the same output.
        case pure
        /// Pure, with the C library's mathematics.
        case mathematics
        /// The C library and what the toolchain ships, without Foundation.
        case system
        /// FoundationEssentials too.
        case foundation

        var modules: Set<String> {
            switch self {
            case .pure: []
            case .mathematics: ["Glibc"]
            case .system: ["Glibc", "Dispatch", "Synchronization"]
            case .foundation: ["Glibc", "Dispatch", "Synchronization", "FoundationEssentials"]
            }
        }
    }

    let target: String
    let ground: Ground
    /// Targets of this package.
    var targets: Set<String> = []
    /// Products of other packages.
    var products: Set<String> = []
    /// Executables that must be built along, and are not imported.
    var builtAlong: Set<String> = []
    let reason: String

    /// Modules that come with a product of another name.
    private static let modulesOfProducts: [String: Set<String>] = [
        "Hummingbird": ["Hummingbird", "HummingbirdCore", "HTTPTypes"],
        // libyaml, of which the package is made.
        "Yams": ["CYaml", "Yams"],
    ]

    var mayImport: Set<String> {
        products.reduce(ground.modules.union(targets)) { $0.union(Self.modulesOfProducts[$1] ?? [$1]) }
    }
}

extension Layer {
    /// Targets that know the vocabulary and not each other; SweepDaemon and sweepctl put them together.
    static let siblings: Set<String> = [
        "SweepSearch", "SweepSpecs", "SweepStore", "SweepScheduling", "SweepDevices", "SweepEngines", "SweepRecords",
        "SweepControl", "SweepTerminal", "SweepRunner",
    ]

    /// A target, and what it imports directly or through others.
    static func needs(of target: String) -> Set<String> {
        let row = table.first { $0.target == target }
        return (row?.targets ?? []).reduce([target]) { $0.union(needs(of: $1)) }
    }

    static let table: [Layer] = [
        Layer(target: "CSweepShims", ground: .pure, reason: "C declarations that Swift's Glibc lacks"),
        Layer(target: "CSystemd", ground: .pure, reason: "libsystemd, as the host has it"),
        Layer(
            target: "SweepModel", ground: .mathematics,
            reason: "the vocabulary that everybody imports imports nobody; expressions know logarithms and powers"),
        Layer(
            target: "SweepSearch", ground: .mathematics, targets: ["SweepModel"],
            reason: "points from a space and a seed; logarithms come from the C library"),
        Layer(
            target: "SweepSpecs", ground: .foundation, targets: ["SweepModel", "SweepSearch"], products: ["Yams"],
            reason: "reads YAML, and asks the search whether a space is sound and how large: the one edge of siblings"),
        Layer(
            target: "SweepStore", ground: .foundation, targets: ["SweepModel"], products: ["GRDB"],
            reason: "the only one that knows SQLite"),
        Layer(
            target: "SweepScheduling", ground: .pure, targets: ["SweepModel"],
            reason: "a decision must be a function of queue and leases, or it cannot be tested or explained"),
        Layer(
            target: "SweepDevices", ground: .foundation, targets: ["SweepModel", "CSweepShims"], products: ["Yams"],
            reason: "asks the libraries of GPU vendors, whose layouts are C's, and reads CDI's and our own YAML"),
        Layer(
            target: "SweepEngines", ground: .foundation, targets: ["SweepModel"], products: ["Subprocess"],
            reason: "turns a launch plan into an argument vector and asks engines short questions"),
        Layer(
            target: "SweepRecords", ground: .foundation, targets: ["SweepModel", "CSweepShims"],
            products: ["Crypto", "Subprocess"],
            reason: "owns the run's directory: digests of what lies there, git and Python asked by helper commands"),
        Layer(
            target: "SweepControl", ground: .foundation, targets: ["SweepModel"],
            products: ["NIOCore", "NIOHTTP1", "NIOPosix"],
            reason: "the interface's shapes and its client, which speaks HTTP on a Unix socket"),
        Layer(
            target: "SweepTerminal", ground: .foundation, targets: ["SweepModel"],
            reason: "values to text; knows neither daemon nor files"),
        Layer(
            target: "SweepRunner", ground: .system, targets: ["SweepModel", "CSweepShims"],
            reason: "one of it lives beside every attempt, so it links nothing large"),
        Layer(
            target: "sweep-runner", ground: .system, targets: ["SweepModel", "SweepRunner"], reason: "its executable"),
        Layer(target: "sweep-init", ground: .pure, reason: "C, linked statically: it starts in any image"),
        Layer(
            target: "SweepAgent", ground: .foundation,
            targets: ["SweepModel", "SweepEngines", "SweepRecords", "SweepRunner", "CSweepShims", "CSystemd"],
            reason: "launches by an engine, tells processes apart as the runner does, reads what an attempt left"),
        Layer(
            target: "SweepDaemon", ground: .foundation,
            targets: siblings.subtracting(["SweepTerminal"]).union([
                "SweepModel", "SweepAgent", "CSweepShims", "CSystemd",
            ]),
            products: [
                "Hummingbird", "Logging", "NIOCore", "NIOExtras", "NIOHTTP1", "NIOPosix", "ServiceLifecycle",
                "UnixSignals",
            ],
            reason: "the assembly, where siblings meet, and the only one that logs"),
        Layer(
            target: "sweepd", ground: .foundation, targets: ["SweepModel", "SweepDaemon", "CSystemd"],
            products: ["ArgumentParser", "Logging"],
            reason: "reads options, says where log lines go, starts the assembly"),
        Layer(
            target: "sweepctl", ground: .foundation,
            targets: [
                "SweepModel", "SweepControl", "SweepSpecs", "SweepSearch", "SweepRecords", "SweepTerminal",
            ],
            products: ["ArgumentParser", "Subprocess"], builtAlong: ["sweepd", "sweep-runner", "sweep-init"],
            reason: "checks a file without a daemon, captures sources on the user's side, asks and renders"),
    ]
}
