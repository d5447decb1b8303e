import FoundationEssentials
import Subprocess
import Testing

/// A registry of images on this host's loopback device, Debian's `docker-registry`, for as long as `body` takes.
struct Registry {
    let port: Int

    var host: String { "127.0.0.1:\(port)" }

    /// Lets `body` use a registry, and ends it.
    static func run(_ stage: Stage, _ body: (Registry) async throws -> Void) async throws {
        let registry = Registry(port: Int.random(in: 20_000..<30_000))
        let file = stage.path + "/registry.yaml"
        try """
        version: 0.1
        storage: {filesystem: {rootdirectory: \(stage.path)/registry}}
        http: {addr: '\(registry.host)'}

        """.write(toFile: file, atomically: false, encoding: .utf8)
        _ = try await Subprocess.run(
            .name("docker-registry"), arguments: ["serve", file], input: .none, output: .discarded, error: .sequence
        ) { execution in
            var isFirst = true
            for try await line in execution.standardError.strings() where isFirst && line.contains("listening on") {
                isFirst = false
                defer { try? execution.send(signal: .kill) }
                try await body(registry)
            }
            #expect(!isFirst, "the registry never listened")
        }
    }
}
