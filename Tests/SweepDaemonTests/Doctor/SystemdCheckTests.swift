import SweepEngines
import SweepModel
import TestSupport
import Testing

@testable import SweepDaemon

@Suite struct SystemdCheckTests {
    @Test func `without systemd one warning says how runs live`() async throws {
        let findings = await (try DescribedHost()).findings(of: SystemdCheck())
        #expect(findings.map(\.check) == ["systemd"] && findings[0].verdict == .warning, "\(findings)")
    }

    @Test func `who does not linger is told the command`() async throws {
        var host = try DescribedHost(["/run/systemd/system/x": "", "/run/user/1000/systemd/private": ""])
        host.answers["systemctl --version"] = .init(code: 0, output: "systemd 252 (252.39-1~deb12u2)\n+PAM")
        let findings = await host.findings(of: SystemdCheck())
        #expect(findings.map(\.verdict) == [.ok, .ok, .warning], "\(findings)")
        #expect(findings[0].found == "systemd 252")
        #expect(findings[2].remedy == "loginctl enable-linger ana")
        try host.folder.write("var/lib/systemd/linger/ana", "")
        #expect(await host.finding("lingering", of: SystemdCheck())?.verdict == .ok)
    }

    @Test(arguments: [
        ("systemd 247 (247.3-7)", Finding.Verdict.warning), ("systemd 257~rc1 (257)", .ok), ("nonsense", .warning),
    ]) func `a systemd older than any that was tried is a warning`(answer: String, verdict: Finding.Verdict)
        async throws
    {
        var host = try DescribedHost(["/run/systemd/system/x": ""])
        host.answers["systemctl --version"] = .init(code: 0, output: answer + "\n")
        #expect(await host.finding("systemd", of: SystemdCheck())?.verdict == verdict)
    }

    @Test func `what the kernel itself lacks nobody can delegate`() async throws {
        var host = try DescribedHost(["/sys/fs/cgroup/cgroup.controllers": "cpu pids\n"])
        for uid in [1000, 0] as [UInt32] {
            host.uid = uid
            let finding = await host.finding("cgroups", of: ControlGroupCheck())
            #expect(finding?.found.contains("the kernel lacks memory") == true, "\(finding as Any)")
            #expect(finding?.remedy?.contains("Delegate") == false, "\(finding as Any)")
        }
    }

    @Test func `which controllers the user's manager has decides what can be limited`() async throws {
        let folder = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service"
        let host = try DescribedHost([
            "/sys/fs/cgroup/cgroup.controllers": "cpu io memory pids\n",
            folder + "/cgroup.controllers": "memory pids\n",
        ])
        let finding = await host.finding("cgroups", of: ControlGroupCheck())
        #expect(finding?.verdict == .warning && finding?.found.contains("lacks cpu:") == true, "\(finding as Any)")
        try host.folder.write(String(folder.dropFirst()) + "/cgroup.controllers", "cpu memory pids\n")
        #expect(await host.finding("cgroups", of: ControlGroupCheck())?.verdict == .ok)
        let old = await (try DescribedHost()).finding("cgroups", of: ControlGroupCheck())
        #expect(old?.verdict == .warning && old?.found.hasPrefix("cgroup v1") == true, "\(old as Any)")
    }
}
