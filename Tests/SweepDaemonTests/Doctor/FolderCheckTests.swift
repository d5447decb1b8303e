import Glibc
import SweepModel
import TestSupport
import Testing

@testable import SweepDaemon

@Suite struct FolderCheckTests {
    private static func mounts(_ type: String) -> String {
        """
        1 0 8:1 / / rw - ext4 /dev/sda1 rw
        2 1 0:30 / /run/user/1000 rw - \(type) \(type) rw
        3 1 0:31 / /home rw - \(type) server:/home rw
        """
    }

    @Test func `a runtime folder is a private one on tmpfs`() async throws {
        var host = try DescribedHost(["/proc/self/mountinfo": Self.mounts("tmpfs"), "/run/user/1000/x": ""])
        host.uid = getuid()
        chmod(host.folder("run/user/1000"), 0o700)
        #expect(await host.finding("runtime-folder", of: RuntimeFolderCheck())?.verdict == .ok)
        try host.folder.write("proc/self/mountinfo", Self.mounts("ext4"))
        let onDisk = await host.finding("runtime-folder", of: RuntimeFolderCheck())
        #expect(onDisk?.found == "/run/user/1000 is on ext4: env files would reach a disk", "\(onDisk as Any)")
        chmod(host.folder("run/user/1000"), 0o755)
        let open = await host.finding("runtime-folder", of: RuntimeFolderCheck())
        #expect(open?.verdict == .fault && open?.found.contains("mode 755") == true, "\(open as Any)")
        host.folder.remove("run/user/1000")
        let missing = await host.finding("runtime-folder", of: RuntimeFolderCheck())
        #expect(missing?.found == "/run/user/1000 does not exist")
        host.environment["XDG_RUNTIME_DIR"] = nil
        #expect(await host.finding("runtime-folder", of: RuntimeFolderCheck())?.verdict == .warning)
    }

    @Test func `a state folder on a network is a fault, one that is to come is none`() async throws {
        let host = try DescribedHost(["/proc/self/mountinfo": Self.mounts("nfs4"), "/home/ana/x": ""])
        let finding = await host.finding("state-folder", of: StateFolderCheck())
        #expect(finding?.verdict == .fault && finding?.found.contains("(nfs4)") == true, "\(finding as Any)")
        try host.folder.write("proc/self/mountinfo", Self.mounts("ext4"))
        let local = await host.finding("state-folder", of: StateFolderCheck())
        #expect(local?.verdict != .fault && local?.found.contains("made in /home/ana") == true, "\(local as Any)")
    }

    @Test func `every fault of the configuration is in its finding`() async throws {
        let host = try DescribedHost()
        #expect(await host.finding("configuration", of: ConfigurationCheck())?.verdict == .ok)
        try host.folder.write("home/ana/.config/sweepd/config.yaml", "limits: {slots: 0}\nengin: podman\n")
        let finding = await host.finding("configuration", of: ConfigurationCheck())
        #expect(finding?.verdict == .fault, "\(finding as Any)")
        #expect(finding?.found.contains("slots") == true && finding?.found.contains("engin") == true)
    }

    @Test func `the system's daemon has its own folders, which others need not be able to write`() async throws {
        var host = try DescribedHost([
            "/proc/self/mountinfo": Self.mounts("ext4"), "/var/lib/sweepd/x": "",
            "/etc/sweepd/config.yaml": "run_as: service\nstorage: {runs: /srv/runs}\n",
        ])
        host.isSystem = true
        let state = await host.finding("state-folder", of: StateFolderCheck())
        #expect(state?.verdict != .fault && state?.lookedFor.hasSuffix(": /var/lib/sweepd") == true, "\(state as Any)")
        let rights = await host.finding("run-as", of: ConfigurationCheck())
        #expect(rights?.found.hasPrefix("service: all runs have the rights of sweepd's user") == true)
        try host.folder.write("etc/sweepd/config.yaml", "")
        #expect(await host.finding("run-as", of: ConfigurationCheck())?.found.hasPrefix("submitter") == true)
    }

    @Test func `a user or group that the configuration names and the host has no more is a warning`() async throws {
        var host = try DescribedHost(["/etc/sweepd/config.yaml": "administrators: [root, '@root']\n"])
        host.isSystem = true
        #expect(await host.finding("accounts", of: ConfigurationCheck())?.verdict == .ok)
        try host.folder.write(
            "etc/sweepd/config.yaml",
            "administrators: ['@gone-group']\nfair_share: {shares: {gone-user: 2}}\nlimits: {groups: {gone: {gpus: 1}}}\n"
        )
        let accounts = await host.finding("accounts", of: ConfigurationCheck())
        #expect(accounts?.verdict == .warning)
        #expect(accounts?.found == "not on this host: '@gone', '@gone-group', 'gone-user'", "\(accounts as Any)")
    }

    @Test func `locks of GPUs need a folder, and secrets say how they are kept`() async throws {
        let host = try DescribedHost()
        let missing = await host.finding("lock-folder", of: LockFolderCheck())
        #expect(missing?.verdict == .warning && missing?.remedy == "mkdir -m 1777 /run/lock", "\(missing as Any)")
        try host.folder.write("run/lock/x", "")
        #expect(await host.finding("lock-folder", of: LockFolderCheck())?.verdict == .ok)
        let encrypted = await host.finding("secrets", of: SecretCheck { _ in true })
        #expect(encrypted?.found.contains("systemd-creds") == true, "\(encrypted as Any)")
        let files = await host.finding("secrets", of: SecretCheck { _ in false })
        #expect(files?.found.contains("mode 0600") == true, "\(files as Any)")
        try host.folder.write("home/ana/.config/sweepd/secrets/TOKEN", "hush")
        chmod(host.folder("home/ana/.config/sweepd/secrets"), 0o755)
        let open = await host.finding("secrets", of: SecretCheck { _ in false })
        #expect(open?.verdict == .fault && open?.remedy?.hasPrefix("make it yours") == true, "\(open as Any)")
    }
}
