import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// A registry of images on this host's loopback device, Debian's `docker-registry`, for as long as `body` takes.
struct Registry {
    let port: Int

    var host: String { "127.0.0.1:\(port)" }

    /// Lets podman use it without a certificate while `body` works. A user without root has a configuration of registries of
    /// her own; root's is the host's, and left alone where there is one.
    func allowed(_ body: () async throws -> Void) async throws {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? "/root"
        let folder =
            getuid() == 0 ? "/etc/containers/registries.conf.d" : home + "/.config/containers/registries.conf.d"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = "\(folder)/sweepd-test-\(port).conf"
        try "[[registry]]\nlocation = \"\(host)\"\ninsecure = true\n".write(
            toFile: file, atomically: false, encoding: .utf8)
        defer { unlink(file) }
        try await body()
    }

    /// Puts an image there that nobody else has, and leaves none of it here: the tests' with a label.
    func push(_ name: String, _ stage: Stage) async throws {
        try stage.write("Containerfile", "FROM \(Stage.image)\nLABEL of=\(stage.path)\n")
        let steps = [
            ["build", "--quiet", "--tag", name, stage.work], ["push", "--quiet", "--tls-verify=false", name],
            ["rmi", "--force", name],
        ]
        for step in steps {
            let output = try await stage.run("podman", step)
            guard output.code == 0 else { throw Failure(text: "podman \(step): \(output)") }
        }
    }

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
