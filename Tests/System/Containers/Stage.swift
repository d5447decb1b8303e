import FoundationEssentials
import Subprocess

/// A folder, a daemon with a state folder in it, and `sweepctl` that speaks to it. HOME and XDG_RUNTIME_DIR are the
/// caller's: there her images are.
final class Stage: Sendable {
    /// An image with busybox and Python, made by `image.sh`.
    static let image = "localhost/sweepd-test:1"
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private static let programs =
        ProcessInfo.processInfo.environment["SWEEPD_PROGRAMS"] ?? repository + "/.build/debug"

    /// `image.sh`, which lies beside the programs where these tests run without the repository.
    static var imageMaker: String {
        let beside = programs + "/image.sh"
        return FileManager.default.fileExists(atPath: beside)
            ? beside : URL(filePath: #filePath).deletingLastPathComponent().path + "/image.sh"
    }

    struct Output: Sendable {
        let code: Int32?
        let text: String
        let errors: String
    }

    let path: String
    var work: String { path + "/work" }
    var state: String { path + "/state" }
    private var socket: String { path + "/sweepd.sock" }

    init() throws {
        // Short, since a socket's path has at most 107 bytes.
        path = "/tmp/sweepd-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: path + "/work", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(work)/\(name)", atomically: false, encoding: .utf8)
    }

    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "" }

    /// Lets `body` use a daemon, and ends it.
    ///
    /// - Parameters:
    ///   - signal: how it ends.
    ///   - configuration: the text of its configuration file.
    ///   - options: more of its command line.
    func daemon(
        endedBy signal: Signal = .terminate, configuration: String = "", options: [String] = [],
        _ body: () async throws -> Void
    ) async throws {
        try configuration.write(toFile: "\(path)/config.yaml", atomically: false, encoding: .utf8)
        let arguments = ["--state-dir", state, "--socket", socket, "--slots", "2", "--config", "\(path)/config.yaml"]
        let result = try await Subprocess.run(
            Self.executable("sweepd"), arguments: Arguments(arguments + options),
            environment: .inherit.updating(["SWEEPD_TEST_LEAK": "leaked", "SWEEPD_DEVICES": "none"]), input: .none,
            output: .discarded,
            error: .sequence
        ) { execution in
            var isFirst = true
            for try await _ in execution.standardError.strings() where isFirst {
                isFirst = false
                defer { try? execution.send(signal: signal) }
                try await body()
            }
        }
        _ = result
    }

    @discardableResult
    func sweepctl(_ arguments: String...) async throws -> Output { try await run("sweepctl", arguments) }

    /// The text of a command that must succeed.
    func answer(_ arguments: String...) async throws -> String {
        let output = try await run("sweepctl", arguments)
        guard output.code == 0 else { throw Failure(text: "sweepctl \(arguments): \(output)") }
        return output.text
    }

    func json<Value: Decodable>(_ type: Value.Type, _ arguments: String...) async throws -> Value {
        let output = try await run("sweepctl", arguments + ["--json"])
        guard output.code == 0 else { throw Failure(text: "sweepctl \(arguments): \(output)") }
        return try JSONDecoder().decode(type, from: Data(output.text.utf8))
    }

    /// Reads what a command says until there is such a line.
    func wait(for line: String, in arguments: String...) async throws { try await wait(for: [line], in: arguments) }

    /// Reads what a command says until there is a line with one of these.
    func wait(for lines: [String], in arguments: String...) async throws { try await wait(for: lines, in: arguments) }

    private func wait(for lines: [String], in arguments: [String]) async throws {
        let found = try await Subprocess.run(
            Self.executable("sweepctl"), arguments: Arguments(arguments), environment: environment,
            workingDirectory: Self.path(work), input: .none, output: .sequence, error: .discarded
        ) { execution in
            for try await text in execution.standardOutput.strings() where lines.contains(where: text.contains) {
                try? execution.send(signal: .kill)
                return true
            }
            return false
        }
        guard found.closureResult else { throw Failure(text: "sweepctl \(arguments) never said \(lines)") }
    }

    func run(_ name: String, _ arguments: [String]) async throws -> Output {
        let result = try await Subprocess.run(
            Self.executable(name), arguments: Arguments(arguments), environment: environment,
            workingDirectory: Self.path(work), output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        var code: Int32?
        if case .exited(let status) = result.terminationStatus { code = status }
        return Output(code: code, text: result.standardOutput, errors: result.standardError)
    }

    private var environment: Environment {
        .inherit.updating([
            "SWEEPD_SOCKET": socket, "SWEEPCTL_TEST_LEAK": "leaked", "XDG_STATE_HOME": path, "SWEEPD_DEVICES": "none",
        ])
    }

    private static func executable(_ name: String) -> Executable {
        name.hasPrefix("sweep") ? .path(path("\(programs)/\(name)")) : .name(name)
    }

    /// A path of swift-system, whose module this package does not import.
    private static func path<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}

struct Failure: Error { let text: String }
