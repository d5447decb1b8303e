import SweepModel
import Testing

@Suite struct DockerSocketTests {
    @Test("DOCKER_HOST says where the daemon listens; else a rootless one comes before root's")
    func candidates() throws {
        #expect(try DockerSocket.candidates([]) == ["/var/run/docker.sock"])
        let runtime = EnvironmentEntry("XDG_RUNTIME_DIR", "/run/user/7")
        #expect(try DockerSocket.candidates([runtime]) == ["/run/user/7/docker.sock", "/var/run/docker.sock"])
        let host = DockerSocket.entry(for: "/s")
        #expect(host == EnvironmentEntry("DOCKER_HOST", "unix:///s"))
        #expect(try DockerSocket.candidates([runtime, host]) == ["/s"])
        #expect(try DockerSocket.candidates([EnvironmentEntry("DOCKER_HOST", "")]) == ["/var/run/docker.sock"])
    }

    @Test(
        "a daemon elsewhere is refused: it has not our files",
        arguments: ["tcp://127.0.0.1:2375", "ssh://host", "unix://relative", "/var/run/docker.sock", "fd://"])
    func elsewhere(_ host: String) {
        #expect(throws: Fault.self) { try DockerSocket.candidates([EnvironmentEntry("DOCKER_HOST", host)]) }
    }
}
