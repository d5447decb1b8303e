import SweepModel
import SweepSpecs
import Testing

@Suite("Containers in a file")
struct ContainerFormTests {
    private func faults(_ container: String) -> [String] {
        report(sound("container: {image: x, \(container)}")).map { String($0.split(separator: ": error: ").last ?? "") }
    }

    @Test("mounts, options and the network arrive as written")
    func everything() throws {
        let text = """
            container:
              image: x
              network: host
              mounts: [{source: data, target: /data, read_only: true}, {source: ../out, target: /src/out}]
              options: [--tmpfs=/cache:size=64m, --read-only]
            source: {mode: image}
            """
        let specification = try #require(read(sound(text)).specification)
        #expect(
            specification.container
                == ContainerChoice(
                    image: "x", network: .host,
                    mounts: [
                        ContainerMount(source: "data", target: "/data", isReadOnly: true),
                        ContainerMount(source: "../out", target: "/src/out"),
                    ], options: ["--tmpfs=/cache:size=64m", "--read-only"]))
        #expect(specification.source.mode == .image)
    }

    @Test("an image for each vendor's cards; twice the same is one")
    func vendors() throws {
        func images(_ text: String) throws -> ContainerChoice? {
            try #require(read(sound("container: {image: \(text)}")).specification).container
        }
        let choice = try images("{nvidia: a, amd: 'oci-archive:b.tar'}")
        #expect(choice == ContainerChoice(image: "a", amdImage: "oci-archive:b.tar"))
        #expect(try images("{nvidia: a, amd: a}") == ContainerChoice(image: "a"))
    }

    @Test("a container that an older sweepd stored has no mounts")
    func stored() throws {
        let json: JSONValue = ["image": "x", "engine": "podman", "network": "none"]
        #expect(try json.decoded(as: ContainerChoice.self) == ContainerChoice(image: "x", engine: "podman"))
    }

    @Test(
        "nothing covers what is sweepd's or the kernel's",
        arguments: [
            ("data", "an absolute path"), ("/", "a place beside '/run-dir', which is taken"),
            ("/src", "a place beside '/src', which is taken"),
            ("/run-dir/x", "a place beside '/run-dir', which is taken"),
            ("/run", "a place beside '/run/sweep', which is taken"),
            ("/run/sweep/params.json", "a place beside '/run/sweep', which is taken"),
            ("/proc/1", "a place beside '/proc', which is taken"), ("/sys", "a place beside '/sys', which is taken"),
            ("/dev/shm", "a place beside '/dev', which is taken"),
            ("/scratch", "a place beside '/scratch', which is taken"),
            ("/a/../proc", "a path without '.', '..' and empty parts"),
            ("/data/", "a path without '.', '..' and empty parts"),
            ("//data", "a path without '.', '..' and empty parts"),
        ])
    func targets(target: String, expectation: String) {
        #expect(
            faults("mounts: [{source: d, target: '\(target)'}]") == [
                "expected 'container.mounts item.target' to be \(expectation), got: '\(target)'"
            ])
        #expect(faults("options: ['--tmpfs=\(target):size=1m']").count == 1)
    }

    @Test("what may be mounted anywhere else is no fault", arguments: ["/data", "/srcs", "/src/data", "/opt/run-dir"])
    func soundTargets(target: String) { #expect(faults("mounts: [{source: d, target: \(target)}]") == []) }

    @Test("a mount has a source and a target, and no two have the same")
    func mounts() {
        #expect(
            faults("mounts: [{source: d}, {target: /x}, {source: a, target: /d}, {source: b, target: /d}, x]") == [
                "'container.mounts item' lacks 'target' | e.g. {source: data, target: /data}",
                "'container.mounts item' lacks 'source' | e.g. {source: data, target: /data}",
                "two mounts have the target '/d' | leave one out",
                "expected 'container.mounts item' to be a mapping of source, target, read_only, got: 'x'",
            ])
        let many = Array(repeating: "{source: d, target: /d}", count: 65).joined(separator: ", ")
        #expect(faults("mounts: [\(many)]").first?.contains("a list of at most 64 mounts") == true)
    }

    @Test(
        "options that would give away the host, or that sweepd sets itself, are never passed on",
        arguments: [
            "--privileged", "--pid=host", "--cap-add=SYS_ADMIN", "--device=/dev/sda", "--mount=type=bind",
            "--volume=/:/h",
            "--security-opt=seccomp=unconfined", "--userns=host", "--network=host", "--env-file=/x", "--init-path=/x",
            "--name=x", "--label=a=b", "--entrypoint=x", "--user=0", "--ipc=host", "--uts=host", "--cgroupns=host",
            "--runtime=x", "--hooks-dir=/x", "--group-add=keep-groups", "--annotation=a=b", "--rootfs", "--pull=always",
            "--log-driver=journald", "--preserve-fds=9", "--cidfile=/x", "--gpus=all", "--volumes-from=x",
        ])
    func options(option: String) {
        let name = option.prefix { $0 != "=" }
        let fault = "the option '\(name)' is none that can be passed on: it may give away the host"
        #expect(faults("options: ['\(option)']").map { String($0.split(separator: " | ")[0]) } == [fault])
    }

    @Test("an option is one word", arguments: ["-v", "tmpfs", "--", "--tmpfs /x", "--Tmpfs", "x --tmpfs"])
    func words(option: String) {
        #expect(
            faults("options: ['\(option)']") == [
                "expected 'container.options item' to be '--NAME' or '--NAME=VALUE', got: '\(option)'"
            ])
    }
}
