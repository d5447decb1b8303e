import FoundationEssentials
import SweepAgent
import SweepEngines
import SweepModel
import Testing

@testable import SweepEngines

/// Short questions to images, and what a manifest holds of their answers.
@Suite struct AskingTests {
    static let engines = ContainerTests.engines

    private func ask(_ stage: EngineStage, _ engine: String, _ script: String) async throws -> EngineAnswer {
        let image = try #require(stage.shell("").container?.image)
        return try await EngineRegistry.engine(named: engine).ask(image, ["/bin/sh", "-c", script], on: stage.host)
    }

    @Test("an image answers alone, and nothing of it is left", arguments: engines)
    func answer(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let script = """
            hostname; ip link | grep -c UP
            touch /x 2> /dev/null || echo no; env | grep -c SWEEP; exit 3
            """
        let answer = try await ask(stage, engine, script)
        let lines = answer.output.split(separator: "\n")
        #expect(answer.code == 3 && lines.dropFirst() == ["1", "no", "0"], "\(answer)")
        #expect(!answer.lacksProgram)
        // Engines call a container by its id's first digits unless they are told otherwise.
        #expect(try await !stage.knows(String(try #require(lines.first)), engine))
    }

    @Test("what an image lacks is said as such", arguments: engines)
    func lacking(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let image = try #require(stage.shell("").container?.image)
        let answer = try await EngineRegistry.engine(named: engine).ask(image, ["no-such-program"], on: stage.host)
        #expect(answer.lacksProgram)
    }

    @Test("a manifest tells the Python of the image, or that it has none", arguments: engines)
    func manifest(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell("command -v python3 || true")
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        await stage.agent.settled(plan.attempt)
        let manifest = try JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.manifest))))
        if try stage.output(of: plan).isEmpty {
            #expect(manifest["python"] == .null)
            #expect(manifest["warnings"] == ["its image has no Python"])
        } else {
            #expect(manifest["python"]?["version"]?.stringValue?.hasPrefix("3.") == true, "\(manifest)")
            #expect(manifest["warnings"] == [])
        }
    }

    @Test("an image that does not answer costs a manifest a note, and the run nothing")
    func silent() async throws {
        let client =
            "case \"$*\" in *sweep-asks-*) echo broken >&2; exit 125;; esac; echo started 1 >&3; echo ended 0 2 0 0 0 0 >&3"
        let stage = try await EngineStage(engine: "podman", client: client)
        let plan = stage.plan(["/bin/true"])
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        await stage.agent.settled(plan.attempt)
        let manifest = try JSONParser.parse(Array(Data(contentsOf: URL(filePath: plan.layout.manifest))))
        #expect(manifest["warnings"] == ["cannot ask the image 'busybox' for its packages: broken"])
    }
}
