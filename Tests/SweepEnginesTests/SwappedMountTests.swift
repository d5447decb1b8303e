import FoundationEssentials
import Glibc
import SweepAgent
import SweepModel
import Testing

@testable import SweepEngines

/// What becomes of a path between the look at it and the engine's mount.
@Suite struct SwappedMountTests {
    @Test("another folder under the same path is noticed before the program starts", arguments: ContainerTests.engines)
    func swapped(_ engine: String) async throws {
        // A client that swaps the folder after the agent has looked at it, and then is the engine's own.
        let paths = ["/usr/bin/\(engine)", "/usr/local/bin/\(engine)"]
        let real = try #require(paths.first(where: FileManager.default.isExecutableFile))
        let folder = "/tmp/sweepd-swap-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: folder + "/set", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stage = try await EngineStage(
            engine: engine, client: "mv \(folder)/set \(folder)/old; mkdir \(folder)/set; exec \(real) \"$@\"",
            inheriting: true)
        var plan = stage.shell("echo started")
        plan.container?.mounts = [ContainerMount(source: folder + "/set", target: "/data")]
        let end = try stage.end(await stage.execute(plan))
        #expect(end.outcome == .launchFailed, "\(end)")
        #expect(end.lastError?.hasPrefix("cannot mount '/data': ") == true, "\(end)")
        #expect(try stage.output(of: plan) == "")
        await stage.agent.shutDown()
        // The client that was taken for the engine removes nothing.
        let removal = try #require(try EngineRegistry.engine(named: engine) as? any ContainerEngine)
            .removal(of: [stage.name(plan)])
        _ = try await EngineCommand.run(
            real, removal, environment: stage.host.environment, deadline: .seconds(60))
    }
}
