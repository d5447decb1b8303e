import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// Images that a registry has and this host has not: fetched while the sweep is queued, and before any lease.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FetchTests {
    private struct Sweep: Decodable {
        let state: String
        let reason: String?
        let last_error: String?
    }

    private struct Run: Decodable {
        let state: String
        let reason: String?
        let attempts: Int
    }

    private struct Explanation: Decodable { let reasons: [String] }

    private func specification(_ image: String) -> String {
        Stage.specification("test $IMAGE_SAYS = yes").replacing(Stage.image, with: image)
    }

    private func submit(_ image: String, _ stage: Stage) async throws -> String {
        try stage.write("sweep.yaml", specification(image))
        let output = try await stage.sweepctl("submit", "sweep.yaml")
        #expect(output.code == 0 && output.errors.contains("the image '\(image)' is not here: podman"), "\(output)")
        return String(output.text.dropLast())
    }

    /// What a sweep says once it waits for its image and the registry was not reached.
    private func waiting(_ sweep: String, _ stage: Stage) async throws {
        try await stage.wait(for: "trying again", in: "events", sweep, "--follow")
        let runs = try await stage.json([Run].self, "runs", sweep)
        #expect(runs.count == 1 && runs.allSatisfy { $0.state == "queued" && $0.reason == "image" && $0.attempts == 0 })
        let reasons = try await stage.json(Explanation.self, "explain", sweep + "/1").reasons
        #expect(reasons.first?.contains("waiting for its image") == true, "\(reasons)")
        #expect(try await stage.json(Sweep.self, "status", sweep).state == "running")
    }

    @Test func `an image is fetched once for all that wait for it, pinned, and its sweeps run`() async throws {
        let stage = try Stage()
        try await Registry.run(stage) { registry in
            try await registry.allowed {
                let name = "\(registry.host)/x:1"
                try await registry.push(name, stage)
                try await stage.daemon {
                    let first = try await submit(name, stage)
                    let second = try await submit(name, stage)
                    for sweep in [first, second] {
                        #expect(try await stage.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
                        let events = try await stage.answer("events", sweep)
                        #expect(events.contains("'\(name)' is here: "), "\(events)")
                    }
                    let third = try await stage.sweepctl("submit", "sweep.yaml", "--wait")
                    #expect(third.code == 0 && !third.errors.contains("is not here"), "\(third)")
                }
                _ = try await stage.run("podman", ["rmi", "--force", name])
            }
        }
    }

    @Test func `what a registry has not pauses the sweep with its words, and resume fetches it`() async throws {
        let stage = try Stage()
        try await Registry.run(stage) { registry in
            try await registry.allowed {
                let name = "\(registry.host)/late:2"
                try await stage.daemon {
                    let sweep = try await submit(name, stage)
                    let waited = try await stage.sweepctl("wait", sweep, "--timeout", "60s")
                    let words = "its registry has none of that name"
                    #expect(waited.code == 1 && waited.errors.contains(words), "\(waited)")
                    let paused = try await stage.json(Sweep.self, "status", sweep)
                    #expect(paused.state == "paused" && paused.reason == "image", "\(paused)")
                    #expect(paused.last_error?.contains(words) == true, "\(paused)")
                    let ran = try await stage.sweepctl("run", "--image", name, "--", "true")
                    #expect(ran.code == 1 && ran.errors.contains(words), "\(ran)")
                    try await registry.push(name, stage)
                    try await stage.sweepctl("resume", sweep)
                    #expect(try await stage.sweepctl("wait", sweep, "--timeout", "60s").code == 0)
                }
                _ = try await stage.run("podman", ["rmi", "--force", name])
            }
        }
    }

    @Test func `a registry that is not there is tried again, by the next daemon too, until the sweep is cancelled`()
        async throws
    {
        let stage = try Stage()
        var sweep = ""
        try await stage.daemon(endedBy: .kill) {
            sweep = try await submit("127.0.0.1:1/x:1", stage)
            try await waiting(sweep, stage)
        }
        try await stage.daemon {
            let reasons = try await stage.json(Explanation.self, "explain", sweep).reasons
            #expect(reasons.first?.contains("waiting for its image '127.0.0.1:1/x:1'") == true, "\(reasons)")
            let early = try await stage.sweepctl("logs", sweep + "/1")
            #expect(early.code == 3 && early.errors.contains("has no attempt yet"), "\(early)")
            #expect(try await stage.sweepctl("cancel", sweep).code == 0)
            #expect(try await stage.json(Sweep.self, "status", sweep).state == "cancelled")
            let late = try await stage.sweepctl("logs", sweep + "/1")
            #expect(late.code == 3 && late.errors.contains("has had no attempt"), "\(late)")
        }
    }

    @Test func `an image's name that means a place of this host is refused`() async throws {
        let stage = try Stage()
        try await stage.daemon {
            for name in ["docker://r.test/x", "dir:/etc", "oci:./x", "/etc/passwd"] {
                try await stage.expectRefusal(specification(name), "'\(name)'")
            }
        }
    }
}
