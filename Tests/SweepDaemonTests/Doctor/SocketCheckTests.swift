import SweepModel
import TestSupport
import Testing

@testable import SweepDaemon

@Suite struct SocketCheckTests {
    private static let socket = "run/sweepd/sweepd.sock"

    private static func host(hasSocket: Bool = true) throws -> DescribedHost {
        var host = try DescribedHost()
        host.isSystem = true
        if hasSocket { try host.folder.write(socket, "") }
        return host
    }

    @Test func `no socket is a warning, another version too`() async throws {
        #expect(await (try Self.host(hasSocket: false)).finding("daemon", of: SocketCheck())?.verdict == .warning)
        let host = try Self.host()
        let same = SocketCheck { _ throws(Fault) in .init(version: Version.text) }
        #expect(await host.findings(of: same).map(\.verdict) == [.ok])
        let other = await host.finding("daemon", of: SocketCheck { _ throws(Fault) in .init(version: "0.0.1") })
        #expect(other?.verdict == .warning && other?.remedy?.hasPrefix("systemctl restart sweepd") == true)
    }

    @Test(arguments: [
        (Fault(.unreachable, "nothing listens there", hint: "start it"), "systemctl enable --now sweepd.socket"),
        (Fault(.timeout, "not within 5 s"), "systemctl restart sweepd, which leaves runs alone"),
        (Fault(.permission, "ana is not in the group 'sweepd'", hint: "log in again"), "log in again"),
    ]) func `whoever does not answer is a fault, in the words of the client`(fault: Fault, mends: String) async throws {
        let finding = await (try Self.host()).finding("daemon", of: SocketCheck { _ throws(Fault) in throw fault })
        #expect(finding?.verdict == .fault && finding?.found == fault.message, "\(finding as Any)")
        #expect(finding?.remedy == mends, "\(finding as Any)")
    }

    @Test(arguments: [(true, Finding.Verdict.ok), (false, .warning)])
    func `whether the caller's agent is connected is told`(hasAgent: Bool, verdict: Finding.Verdict) async throws {
        let check = SocketCheck { _ throws(Fault) in .init(version: Version.text, hasAgent: hasAgent) }
        #expect(await (try Self.host()).finding("agent", of: check)?.verdict == verdict)
    }
}
