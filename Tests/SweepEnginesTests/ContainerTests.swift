import FoundationEssentials
import Glibc
import SweepAgent
import SweepEngines
import SweepModel
import Testing

/// What every engine that starts containers must do besides; see ``EngineConformance`` for when they take part.
@Suite struct ContainerTests {
    static let engines = EngineConformance.engines.filter { $0 != "none" }

    @Test("the run has its folders, and what is ours it cannot change", arguments: engines)
    func folders(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell(
            """
            set -e
            echo kept > /run-dir/kept; echo code > /src/made; echo h > /scratch/home/h; echo t > /scratch/tmp/t
            echo '{"loss": 1}' >> /run/sweep/metrics.jsonl
            test -r /run/sweep/params.json
            ! echo x > /run/sweep/params.json 2> /dev/null
            ! rm -f /run/sweep/metrics.jsonl 2> /dev/null
            ! ip link | grep -qv -e lo: -e loopback
            id -u
            """)
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        // In the containers of a user's own daemon of docker's she is root.
        #expect(try stage.output(of: plan) == "\(engine == "docker" ? 0 : getuid())\n")
        for path in [plan.layout.files + "/kept", stage.folder + "/work/made"] {
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_uid == getuid(), "\(path)")
        }
        await stage.agent.shutDown()
        #expect(access(plan.layout.scratch, F_OK) != 0, "scratch is gone")
        #expect(access(plan.layout.exactEnvironment, F_OK) != 0, "variables are gone")
    }

    @Test("several processes talk to each other without a network", arguments: engines)
    func loopback(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell(
            "(echo hello | nc -l -p 4000 127.0.0.1 &); until nc 127.0.0.1 4000 < /dev/null 2>&1; do sleep 0.05; done")
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan).hasSuffix("hello\n"))
    }

    @Test("a program that forks without end would come to its limit", arguments: engines)
    func processes(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell(
            "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max; awk '/Max processes/ {print $3}' /proc/self/limits"
        )
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan).contains("4096\n"), "the container's, or each user's in it")
    }

    @Test("a file system that is full is told by the program, and costs nobody else anything", arguments: engines)
    func fullFileSystem(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = stage.shell("dd if=/dev/zero of=/dev/shm/x bs=1M count=100; echo all >> /run-dir/kept; exit 3")
        plan.container?.sharedMemory = ByteCount(bytes: 8 << 20)
        let end = try stage.end(await stage.execute(plan))
        #expect(end.outcome == .exited(code: 3))
        #expect(
            try String(contentsOfFile: plan.layout.standardError, encoding: .utf8).contains("No space left on device"))
    }

    @Test("a run that shuts its own folders is recorded, and they are open again afterwards", arguments: engines)
    func shutFolders(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let plan = stage.shell("echo kept > /run-dir/kept; chmod 000 /run-dir /scratch/home /scratch; exit 5")
        #expect(try stage.end(await stage.execute(plan)).outcome == .exited(code: 5))
        #expect(try String(contentsOfFile: plan.layout.files + "/kept", encoding: .utf8) == "kept\n")
        await stage.agent.shutDown()
        #expect(access(plan.layout.scratch, F_OK) != 0, "scratch is gone")
    }

    @Test("a mount is what was checked, or the program does not start", arguments: engines)
    func mounts(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let folder = stage.folder + "/set"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("here".utf8).write(to: URL(filePath: folder + "/x"))
        var plan = stage.shell("cat /data/x; ! touch /data/y 2> /dev/null")
        plan.container?.mounts = [ContainerMount(source: folder, target: "/data", isReadOnly: true)]
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan) == "here")
        let link = stage.folder + "/link"
        try #require(symlink(folder, link) == 0)
        plan = stage.plan(["/bin/true"], run: 2)
        plan.container?.mounts = [ContainerMount(source: link, target: "/data")]
        let end = try stage.end(await stage.execute(plan))
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError == "cannot mount '\(link)': a link has come into its path since it was submitted")
    }

    @Test("code in the image starts where the image says", arguments: engines)
    func imageCode(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = stage.shell("pwd; test -d /run-dir && ! test -e /src")
        plan.source = SourceRecord(mode: .image, root: stage.folder)
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        #expect(try stage.output(of: plan) == "/\n")
    }

    @Test("an image without the program, and an image that is gone, are launch failures in words", arguments: engines)
    func gone(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        var plan = stage.shell("true")
        plan.container?.image.id = String(repeating: "0", count: 64)
        let end = try stage.end(await stage.execute(plan))
        #expect(end.outcome == .launchFailed)
        #expect(end.lastError?.hasPrefix("cannot start the container: '\(engine)' ended with code 125: ") == true)
    }
}
