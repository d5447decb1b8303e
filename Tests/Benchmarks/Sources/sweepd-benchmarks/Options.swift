internal import FoundationEssentials

/// The command line.
struct Options {
    var only: [String] = []
    /// Where sweepd, sweepctl, sweep-runner and sweep-init are.
    var products: String
    /// Where everything is written; on the disk that is to be measured.
    var scratch = "/var/tmp"
    var runs = 5
    var printsJSON = false
    /// A fiftieth of the sizes, to try the benchmarks themselves.
    var isQuick = false
    var showsHelp = false

    /// - Throws: where an option is unknown or lacks its value.
    init(_ arguments: some Sequence<String>) throws(Failure) {
        products = Self.repository + "/.build/release"
        var rest = Array(arguments)[...]
        while let option = rest.popFirst() { try read(option, &rest) }
    }

    private mutating func read(_ option: String, _ rest: inout ArraySlice<String>) throws(Failure) {
        switch option {
        case "--only": only.append(try Self.value(option, &rest))
        case "--products": products = Self.absolute(try Self.value(option, &rest))
        case "--scratch": scratch = Self.absolute(try Self.value(option, &rest))
        case "--runs":
            let text = try Self.value(option, &rest)
            guard let number = Int(text), (1...100).contains(number) else {
                throw Failure("expected '--runs' to be from 1 to 100, got: '\(text)'")
            }
            runs = number
        case "--json": printsJSON = true
        case "--quick": isQuick = true
        case "--help", "-h": showsHelp = true
        default: throw Failure("cannot understand '\(option)'; --help lists the options")
        }
    }

    private static func value(_ option: String, _ rest: inout ArraySlice<String>) throws(Failure) -> String {
        guard let value = rest.popFirst() else { throw Failure("expected a value after '\(option)'") }
        return value
    }

    /// The benchmarks that `--only` names, in the order of the list; all without it.
    func choose(from benchmarks: [any Benchmark.Type]) throws(Failure) -> [any Benchmark.Type] {
        for name in only where !benchmarks.contains(where: { $0.name == name }) {
            throw Failure("cannot find benchmark '\(name)'; --help lists them")
        }
        return benchmarks.filter { only.isEmpty || only.contains($0.name) }
    }

    static func help(_ benchmarks: [any Benchmark.Type]) -> String {
        """
        Measures sweepd beside yardsticks of the same run; code 1 if a figure is over what it must be.

          --only NAME      one benchmark; may be repeated
          --products DIR   where sweepd, sweepctl, sweep-runner and sweep-init are (default: .build/release of the repository)
          --scratch DIR    what is written goes here (default: /var/tmp); a real disk, no tmpfs
          --runs N         samples of each figure that has several (default: 5)
          --json           every sample
          --quick          a fiftieth of the sizes: tries the benchmarks, measures nothing of worth


        """ + benchmarks.map { "  \($0.name.padded(to: 16)) \($0.summary)" }.joined(separator: "\n")
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The folder of this package.
    static let package = parent(of: #filePath, levels: 3)
    static let repository = parent(of: package, levels: 2)

    private static func parent(of path: String, levels: Int) -> String {
        path.split(separator: "/").dropLast(levels).map { "/" + $0 }.joined()
    }
}
