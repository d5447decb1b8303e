import SweepModel
import TestSupport
import Testing

@testable import SweepDaemon

@Suite struct SocketCheckTests {
    private static let socket = "/run/sweepd/sweepd.sock"
    private static let refusal = SocketCheck { _ throws(Fault) in throw Fault(.permission, "permission denied") }

    @Test func `no socket is a warning, another version too, silence is a fault`() async throws {
        let host = try DescribedHost()
        #expect(await host.finding("daemon", of: SocketCheck())?.verdict == .warning)
        try host.folder.write(String(Self.socket.dropFirst()), "")
        let same = SocketCheck { _ throws(Fault) in Version.text }
        #expect(await host.finding("daemon", of: same)?.verdict == .ok)
        let other = await host.finding("daemon", of: SocketCheck { _ throws(Fault) in "0.0.1" })
        #expect(other?.verdict == .warning && other?.remedy?.hasPrefix("systemctl restart sweepd") == true)
        let silent = SocketCheck { _ throws(Fault) in throw Fault(.unreachable, "nothing listens there") }
        let finding = await host.finding("daemon", of: silent)
        #expect(finding?.verdict == .fault && finding?.found == "nothing listens there", "\(finding as Any)")
    }

    @Test(arguments: [
        (groups: [1000] as [UInt32], line: "sweepd:x:900:bob", mends: "usermod -aG sweepd ana"),
        (groups: [1000], line: "sweepd:x:900:bob,ana", mends: "log in again"),
        (groups: [1000, 900], line: "sweepd:x:900:ana", mends: "systemctl restart sweepd.socket"),
        (groups: [1000], line: "other:x:901:", mends: "systemd-sysusers"),
    ]) func `a refusal tells who is not in the group from who must log in again`(
        groups: [UInt32], line: String, mends: String
    ) async throws {
        var host = try DescribedHost([Self.socket: "", "/etc/group": "root:x:0:\n\(line)\n"])
        host.groups = Set(groups)
        let finding = await host.finding("daemon", of: Self.refusal)
        #expect(finding?.verdict == .fault && finding?.remedy?.contains(mends) == true, "\(finding as Any)")
    }
}
