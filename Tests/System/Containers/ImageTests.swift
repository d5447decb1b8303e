import FoundationEssentials
import Glibc
import Testing

/// Images as a specification may name them, with real archives.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ImageTests {
    private struct Garbage: Decodable { let paths: [String] }

    private func specification(_ image: String, _ script: String = "exit 0") -> String {
        Stage.specification(script).replacing(Stage.image, with: image)
    }

    /// An image of its own, so that it is nobody else's: the tests' with a label.
    private func make(_ name: String, _ stage: Stage, options: [String] = []) async throws {
        try stage.write("Containerfile", "FROM \(Stage.image)\nLABEL of=\(stage.path)\n")
        let built = try await stage.run("podman", ["build", "--quiet", "--tag", name] + options + [stage.work])
        guard built.code == 0 else { throw Failure(text: "podman build: \(built)") }
    }

    private func forget(_ name: String, _ stage: Stage) async throws {
        _ = try await stage.run("podman", ["rmi", "--force", name])
    }

    /// As if the last submission that asked for images were long ago.
    private func age(_ stage: Stage) throws {
        let folder = stage.state + "/source/images"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            var times = [timespec(), timespec()]
            utimensat(AT_FDCWD, folder + "/" + name, &times, 0)
        }
    }

    private func isKnown(_ image: String, _ stage: Stage) async throws -> Bool {
        try await stage.run("podman", ["image", "inspect", image]).code == 0
    }

    @Test(
        arguments: [("docker-archive", "docker-archive", false), ("oci-archive", "oci-archive", true)])
    func `an archive is loaded, its sweep runs, and gc removes it with the last sweep`(
        _ prefix: String, _ format: String, _ isCompressed: Bool
    ) async throws {
        let stage = try Stage()
        let name = "localhost/sweepd-archive:\(UInt32.random(in: 0...UInt32.max))"
        try await make(name, stage)
        var file = stage.work + "/x.tar"
        _ = try await stage.run("podman", ["save", "--quiet", "--format", format, "--output", file, name])
        if isCompressed {
            _ = try await stage.run("gzip", [file])
            file += ".gz"
        }
        try await forget(name, stage)
        try await stage.daemon {
            let text = specification("\(prefix):\(file.split(separator: "/").last ?? "")", "test $IMAGE_SAYS = yes")
            let run = try await stage.finish(text)
            #expect(run.exit_code == 0, "\(run)")
            #expect(try await isKnown(name, stage))
            try age(stage)
            #expect(try await stage.json(Garbage.self, "gc").paths == [])
            let sweep = run.run.split(separator: "/").first.map(String.init) ?? ""
            try await stage.sweepctl("rm", sweep)
            let dry = try await stage.json(Garbage.self, "gc", "--dry-run").paths
            #expect(dry.contains { $0.hasPrefix("podman image ") }, "\(dry)")
            #expect(try await isKnown(name, stage))
            // What an engine still knows of a container keeps its image; its removal is under way.
            for _ in 0..<100 where try await isKnown(name, stage) {
                try await stage.sweepctl("gc")
                try age(stage)
            }
            #expect(!(try await isKnown(name, stage)))
        }
    }

    @Test func `an archive that is truncated, no image, or not there is refused in words`() async throws {
        let stage = try Stage()
        let name = "localhost/sweepd-archive:\(UInt32.random(in: 0...UInt32.max))"
        try await make(name, stage)
        _ = try await stage.run("podman", ["save", "--quiet", "--output", stage.work + "/whole.tar", name])
        _ = try await stage.run("sh", ["-c", "head -c 100000 \(stage.work)/whole.tar > \(stage.work)/cut.tar"])
        try await forget(name, stage)
        try stage.write("text.tar", "no image at all\n")
        try await stage.daemon {
            let words = "it is truncated, or holds no image"
            try await stage.expectRefusal(specification("docker-archive:cut.tar"), words)
            try await stage.expectRefusal(specification("oci-archive:text.tar"), words)
            try await stage.expectRefusal(specification("oci-archive:none.tar"), "no such file")
            try await stage.expectRefusal(specification("oci-archive:."), "it is no file")
        }
    }

    @Test func `an image for another architecture is refused before there is a sweep`() async throws {
        let stage = try Stage()
        let name = "localhost/sweepd-foreign:\(UInt32.random(in: 0...UInt32.max))"
        try stage.write("empty", "")
        _ = try await stage.run("tar", ["-C", stage.work, "-cf", stage.work + "/root.tar", "empty"])
        _ = try await stage.run("podman", ["import", "--quiet", "--arch", "s390x", stage.work + "/root.tar", name])
        try await stage.daemon {
            try await stage.expectRefusal(specification(name), "it is for s390x, and this host is")
        }
        try await forget(name, stage)
    }

    @Test func `an image for NVIDIA's cards is refused as the one for AMD's`() async throws {
        let stage = try Stage()
        let name = "localhost/sweepd-cuda:\(UInt32.random(in: 0...UInt32.max))"
        try await make(name, stage, options: ["--env", "CUDA_VERSION=12.4"])
        try await stage.daemon {
            let text = specification("{nvidia: \(name), amd: \(name)x}")
            try await stage.expectRefusal(text, "podman has none of that name")
            let both = specification("{nvidia: '\(Stage.image)', amd: '\(name)'}")
            try await stage.expectRefusal(both, "made for NVIDIA")
            // Without a card the first is taken.
            let run = try await stage.finish(
                specification("{nvidia: '\(name)', amd: '\(Stage.image)'}", "test $CUDA_VERSION = 12.4"))
            #expect(run.exit_code == 0, "\(run)")
        }
        try await forget(name, stage)
    }

    @Test func `what no engine can limit is refused before there is a sweep`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            let text = Stage.specification("exit 0", more: "resources: {disk: 1GiB}")
            try await stage.expectRefusal(text, code: 8, "cannot enforce 'resources.disk'")
        }
    }
}
