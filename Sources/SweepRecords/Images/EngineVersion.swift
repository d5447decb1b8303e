internal import SweepModel

/// The version of an engine's client, and whether it is one that containers can be had of.
struct EngineVersion: Hashable, Comparable {
    let major: Int
    let minor: Int

    /// `4.3.1`, `5.0.0-dev`; nil where the text does not begin like that.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
        let numbers = parts.compactMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
        guard numbers.count == 2 else { return nil }
        (major, minor) = (numbers[0], numbers[1])
    }

    private init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    static func < (left: EngineVersion, right: EngineVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The first that has everything containers are started with: `--init-path` and `--preserve-fds` as they are needed,
    /// and `--pull` respectively.
    private static let least = ["podman": EngineVersion(4, 3), "docker": EngineVersion(20, 10)]

    /// What to do where an engine is missing or too old.
    static func installation(of engine: String) -> String {
        let version = least[engine].map { "\($0.major).\($0.minor) or later" } ?? ""
        let package = engine == "docker" ? " (Debian: docker.io)" : ""
        return "install \(engine) \(version)\(package), or use 'engine: none'"
    }

    /// Asks a client for its version, and docker's whether it has a daemon.
    ///
    /// - Throws: a ``Fault`` with code `failed` where containers cannot be had of it.
    static func check(_ client: ImageClient) async throws(Fault) {
        let engine = client.engine
        let act = "cannot use \(engine)"
        // A client says its own version also where it finds no daemon, but then fails.
        let server = engine == "docker" ? " {{.Server.Version}}" : ""
        let answer = try await client.answer(["version", "--format", "{{.Client.Version}}" + server], act: act)
        guard answer.code == 0 else {
            throw Fault(
                .failed, "\(act): \(answer.reason)",
                hint: engine == "docker" ? "start its daemon, or set DOCKER_HOST to the socket of one that runs" : nil)
        }
        let text = answer.text.split { $0 == " " || $0 == "\n" }.first.map(String.init) ?? ""
        guard let version = EngineVersion(text) else {
            throw Fault(
                .failed, "\(act): it says that its version is '\(TerminalText.line(Array(text.utf8), max: 100))'",
                hint: installation(of: engine))
        }
        guard let least = least[engine], version < least else { return }
        throw Fault(.failed, "\(act): it is version \(text)", hint: installation(of: engine))
    }
}
