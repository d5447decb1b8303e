import SweepModel
import Testing

@Suite("Mount policy")
struct MountPolicyTests {
    private static let own = ["/state", "/fast/runs", "/x/sweepd.sock"]

    private func reason(_ path: String, roots: [String] = ["/"], isReadOnly: Bool = false) -> String? {
        MountPolicy(roots: roots, own: Self.own, runs: "/fast/runs").refusal(of: path, isReadOnly: isReadOnly)?.reason
    }

    @Test("data may be seen", arguments: ["/data", "/home/ana/set", "/dev/shm/set", "/run/media/ana/disk", "/states"])
    func data(path: String) { #expect(reason(path) == nil) }

    @Test(
        "the host's own workings may not",
        arguments: [
            "/", "/proc", "/proc/1/root", "/sys/fs", "/dev", "/dev/sda", "/dev/shm", "/run/docker.sock", "/run",
        ])
    func workings(path: String) { #expect(reason(path) == "it gives away the host") }

    @Test("nor what is sweepd's own, nor what holds it")
    func sweepds() {
        #expect(reason("/state") == "it is sweepd's own")
        #expect(reason("/x") == "it contains '/x/sweepd.sock', which is sweepd's own")
        #expect(reason("/fast") == "it contains '/fast/runs', which is sweepd's own")
        #expect(reason("/state/sweepd.db") == "it lies in '/state', which is sweepd's own")
        #expect(reason("/fast/runs/a/1/attempt-1") == "it lies in '/fast/runs', which is sweepd's own")
        #expect(reason("/fast/runs/a/1", isReadOnly: true) == "it lies in '/fast/runs', which is sweepd's own")
    }

    @Test("what another run kept may be read")
    func kept() {
        #expect(reason("/fast/runs/a/1/files", isReadOnly: true) == nil)
        #expect(reason("/fast/runs/a/1/files/set", isReadOnly: true) == nil)
        #expect(reason("/fast/runs/a/1/files/set") == "it is what another run kept")
    }

    @Test("everything lies beneath a root")
    func roots() {
        #expect(reason("/data", roots: ["/home", "/data"]) == nil)
        #expect(reason("/data/x", roots: ["/home", "/data"]) == nil)
        #expect(
            reason("/database", roots: ["/home", "/data"])
                == "it lies beneath none of the configured 'mount_roots' ('/home', '/data')")
        #expect(
            reason("/data", roots: []) == "it lies beneath none of the configured 'mount_roots' (which hold nothing)")
    }
}
