import Glibc
import SweepEngines
import SweepModel
import TestSupport
import Testing

@testable import SweepDaemon

@Suite struct EngineCheckTests {
    private static let info = """
        {"host": {"conmon": {"path": "/usr/bin/conmon"}, "ociRuntime": {"path": ""}, "slirp4netns": {"executable": ""}},
         "store": {"graphDriverName": "vfs"}}
        """

    @Test(arguments: [
        ("podman version 4.3.1", Finding.Verdict.ok), ("podman version 5.0.0-rc1", .ok),
        ("podman version 4.2.9", .fault),
        ("podman version 3.4.4", .fault), ("nonsense", .fault),
    ]) func `podman is new enough or is not`(answer: String, verdict: Finding.Verdict) async throws {
        var host = try DescribedHost()
        host.answers["podman --version"] = .init(code: 0, output: answer + "\n")
        #expect(await host.finding("podman", of: PodmanCheck())?.verdict == verdict)
    }

    @Test func `each part that podman lacks has the command that installs it`() async throws {
        var host = try DescribedHost()
        #expect(await host.finding("podman", of: PodmanCheck())?.remedy == "apt-get install podman")
        host.answers["podman --version"] = .init(code: 0, output: "podman version 4.3.1\n")
        host.answers["podman info"] = .init(code: 0, output: Self.info)
        let findings = await host.findings(of: PodmanCheck())
        #expect(findings.map(\.check) == ["podman", "conmon", "runtime", "network", "storage-driver"])
        #expect(findings.map(\.verdict) == [.ok, .ok, .fault, .warning, .warning], "\(findings)")
        #expect(findings[2].remedy == "apt-get install crun")
        #expect(findings[4].remedy?.contains("fuse-overlayfs") == true)
    }

    @Test func `a user needs numbers in both files, and programs that hand them out`() async throws {
        var host = try DescribedHost([
            "/etc/subuid": "bob:100000:65536\nana:165536:65536\n", "/etc/subgid": "bob:100000:65536\n",
            "/usr/bin/newuidmap": "", "/usr/bin/newgidmap": "",
        ])
        let untold = await host.findings(of: SubordinateIDsCheck())
        #expect(untold[1].verdict == .warning && untold[1].found.contains("nobody can tell"), "\(untold)")
        host.answers["getcap /usr/bin/newuidmap"] = .init(code: 0, output: "")
        let findings = await host.findings(of: SubordinateIDsCheck())
        #expect(findings[0].found == "too few in /etc/subgid", "\(findings)")
        #expect(findings[0].remedy?.contains("231072-296607") == true, "\(findings)")
        #expect(findings[1].verdict == .fault && findings[1].remedy == "chmod u+s /usr/bin/newuidmap")
        try host.folder.write("etc/subgid", "1000:100000:65536\n")
        chmod(host.folder("usr/bin/newuidmap"), 0o4755)
        let mended = await host.findings(of: SubordinateIDsCheck())
        #expect(mended[0].verdict == .ok && (mended[1].verdict == .ok) == (getuid() == 0), "\(mended)")
        var root = host
        root.uid = 0
        #expect(await root.findings(of: SubordinateIDsCheck()).isEmpty)
    }

    @Test func `docker is needed by nobody, and its refusal is explained`() async throws {
        var host = try DescribedHost()
        #expect(await host.finding("docker", of: DockerCheck())?.verdict == .ok)
        host.answers["docker version"] = .init(
            code: 1, reason: "permission denied while trying to connect to the Docker daemon socket")
        let finding = await host.finding("docker", of: DockerCheck())
        #expect(finding?.verdict == .warning && finding?.remedy?.contains("usermod -aG docker ana") == true)
    }

    @Test func `a tape archive holds the program, its size and a sum that tar accepts`() {
        let bytes = [UInt8](repeating: 7, count: 700)
        let archive = ScratchImage.archive(name: "sweep-init", bytes)
        #expect(archive.count % 512 == 0 && archive.count >= 512 + 1024 + 1024)
        #expect(Array(archive[512..<1212]) == bytes)
        #expect(String(decoding: archive[124..<135], as: UTF8.self) == "00000001274")
        let sum = String(decoding: archive[148..<154], as: UTF8.self)
        let blank = archive[..<148] + Array(repeating: 32, count: 8) + archive[156..<512]
        #expect(Int(sum, radix: 8) == blank.reduce(0) { $0 + Int($1) })
    }
}
