import FoundationEssentials
import Glibc
import SweepModel
import SweepRecords
import Testing

/// What an image's name means, as an engine's client of ours tells it.
@Suite struct ImageLookupTests {
    private let scratch: Scratch
    private static let id = String(repeating: "0a", count: 32)
    private static let engines = ["podman", "docker"]

    init() throws { scratch = try Scratch() }

    /// - Parameters:
    ///   - script: what the client does when it is asked for an image.
    ///   - version: what it says of itself.
    private func lookUp(
        _ engine: String = "podman", _ script: String, name: String = "localhost/x:1",
        version: String = "echo 28.2.2 4.3.1"
    ) async throws -> ImageRecord {
        try scratch.program(engine, "#!/bin/sh\nif [ \"$1\" = version ]; then \(version); exit; fi\n\(script)\n")
        return try await NamedImage(name: name, store: scratch.path + "/source").image(client(engine))
    }

    private func client(_ engine: String) throws -> ImageClient {
        try ImageClient(
            engine: engine,
            environment: [EnvironmentEntry("PATH", scratch.path), EnvironmentEntry("DOCKER_HOST", "unix:///dev/null")])
    }

    @Test("id, digest and architecture are what the engine says, of that name alone", arguments: engines)
    func found(_ engine: String) async throws {
        let script = "test \"$6\" = localhost/x:1 && test \"$5\" = -- && echo"
        let expected = ImageRecord(name: "localhost/x:1", id: Self.id, digest: "sha256:ff", architecture: "amd64")
        #expect(try await lookUp(engine, "\(script) '\(Self.id)|sha256:ff|amd64|null'") == expected)
        #expect(try await lookUp(engine, "\(script) 'sha256:\(Self.id)|localhost/x@sha256:ff|amd64|null'") == expected)
        #expect(try await lookUp(engine, "echo '\(Self.id)||386|[]'").digest == nil)
    }

    @Test("an image that is not there is a fault of the file, with what to do", arguments: engines)
    func missing(_ engine: String) async throws {
        let words = [
            "podman": "Error: inspecting object: localhost/x:1: image not known", "docker": "No such image: x",
        ]
        await #expect {
            try await lookUp(engine, "echo '\(words[engine] ?? "")' >&2; exit 125")
        } throws: { error in
            let fault = error as? Fault
            return fault?.code == .specification
                && fault?.message == "cannot find the image 'localhost/x:1': \(engine) has none of that name"
        }
    }

    @Test("an image for another architecture is refused at once")
    func architecture() async throws {
        await #expect { try await lookUp("podman", "echo '\(Self.id)||s390x|[]'") } throws: { error in
            (error as? Fault)?.message.contains("it is for s390x, and this host is") == true
        }
    }

    @Test("what is no id is not taken for one", arguments: ["", "--privileged|x|y|[]", "123||amd64|[]", "a|b|c"])
    func nonsense(_ answer: String) async throws {
        await #expect { try await lookUp("podman", "echo '\(answer)'") } throws: { ($0 as? Fault)?.code == .failed }
    }

    @Test("a host without the engine says so, and what to install", arguments: engines)
    func absent(_ engine: String) async throws {
        await #expect { try await NamedImage(name: "x", store: scratch.path).image(client(engine)) } throws: { error in
            let fault = error as? Fault
            return fault?.message == "cannot use \(engine): \(engine) is not installed"
                && fault?.hint?.hasPrefix("install \(engine) ") == true
        }
    }

    @Test(
        "an engine that is too old, or whose version is nonsense, is refused in words",
        arguments: [
            ("podman", "echo 4.2.9", "cannot use podman: it is version 4.2.9"),
            ("podman", "echo 3.4.4", "cannot use podman: it is version 3.4.4"),
            ("podman", "echo banana", "cannot use podman: it says that its version is 'banana'"),
            ("podman", "true", "cannot use podman: it says that its version is ''"),
            ("docker", "echo 20.9.1 20.9.1", "cannot use docker: it is version 20.9.1"),
            ("docker", "echo 28.2.2; echo no daemon >&2; exit 1", "cannot use docker: no daemon"),
        ])
    func version(_ engine: String, _ script: String, _ words: String) async throws {
        await #expect { try await lookUp(engine, "exit 9", version: script) } throws: { error in
            let fault = error as? Fault
            return fault?.message == words && fault?.code == .failed && fault?.hint != nil
        }
    }

    @Test("later versions are taken as they come", arguments: ["4.3.0", "4.9.4-rhel", "5.0.0-dev", "10.0"])
    func later(_ version: String) async throws {
        #expect(try await lookUp("podman", "echo '\(Self.id)|||'", version: "echo \(version)").id == Self.id)
    }

    @Test("docker without a daemon's socket is refused before it is asked")
    func socket() {
        #expect(throws: DockerSocket.absence(at: "/no/such")) {
            try ImageClient(engine: "docker", environment: [EnvironmentEntry("DOCKER_HOST", "unix:///no/such")])
        }
    }

    /// A client that has an image once it has been pulled.
    private func registry(_ pull: String) -> String {
        """
        PATH=/bin:/usr/bin here=\(scratch.path)
        case "$1" in
        images) ;;
        image) test -e $here/there && echo '\(Self.id)|sha256:ff|amd64|["CUDA_VERSION=12.4"]' \
            || { echo 'x: image not known' >&2; exit 125; } ;;
        pull) echo "$@" >> $here/pulls; \(pull) ;;
        esac
        """
    }

    @Test("an image that is not here is fetched once, and whose cards it is for is seen", arguments: engines)
    func fetched(_ engine: String) async throws {
        let script = registry("touch $here/there")
        for _ in 1...2 {
            let image = try await lookUp(engine, script, name: "registry.test/x:1")
            #expect(image.id == Self.id && image.vendor == .nvidia && image.digest == "sha256:ff")
        }
        #expect(scratch.text("pulls") == "pull --quiet -- registry.test/x:1\n")
        let later = Instant(nanoseconds: .max)
        let loaded = LoadedImage.settled(in: scratch.path + "/source", now: later)
        #expect(loaded.map(\.id) == [Self.id] && loaded.allSatisfy { $0.isOurs && $0.engine == engine })
    }

    @Test("whoever asks for an image while it is fetched waits, and has the same")
    func singleFlight() async throws {
        _ = try await lookUp("podman", registry("sleep 0.2; touch $here/there"), name: "localhost:5/x").id
        try FileManager.default.removeItem(atPath: scratch.path + "/there")
        let (image, client) = (NamedImage(name: "localhost:5/x", store: scratch.path + "/source"), try client("podman"))
        async let one = image.image(client)
        async let two = image.image(client)
        #expect(try await (one, two).0 == (try await two))
        #expect(scratch.text("pulls")?.split(separator: "\n").count == 2, "one of both calls, and the first one")
    }

    @Test(
        "why an image cannot be fetched is told apart",
        arguments: [
            (
                "reading manifest 1 in r/x: manifest unknown", Fault.Code.specification,
                "its registry has none of that name"
            ),
            ("requested access to the resource is denied", .permission, "its registry denies it"),
            ("dial tcp: lookup r on 1.1.1.1:53: no such host", .unreachable, "its registry cannot be reached now"),
            ("dial tcp 127.0.0.1:9: connect: connection refused", .unreachable, "its registry cannot be reached now"),
            ("something else", .failed, "something else"),
        ])
    func unfetchable(_ said: String, _ code: Fault.Code, _ words: String) async throws {
        let pull = "echo Trying to pull >&2; echo 'Error: \(said)' >&2; exit 125"
        await #expect { try await lookUp("podman", registry(pull), name: "r.test/x:1") } throws: { error in
            let fault = error as? Fault
            return fault?.code == code && fault?.message.contains(words) == true
                && fault?.message.contains(said) == true
        }
    }

    @Test("whoever only asks what is here is told so, and fetches nothing")
    func known() async throws {
        try scratch.program(
            "podman", "#!/bin/sh\nif [ \"$1\" = version ]; then echo 4.3.1; exit; fi\n\(registry("true"))\n")
        let named = NamedImage(name: "registry.test/x:1", store: scratch.path + "/source")
        #expect(try await named.known(client("podman")) == nil)
        try scratch.write("there", "")
        #expect(try await named.known(client("podman"))?.id == Self.id)
        #expect(!scratch.exists("pulls"))
    }

    @Test(
        "what podman would take for a place of this host is never fetched",
        arguments: ["docker://r.test/x", "dir:/etc"])
    func places(_ name: String) async throws {
        await #expect { try await lookUp("podman", registry("touch $here/there"), name: name) } throws: {
            ($0 as? Fault)?.message.contains("it is no name of a registry's image") == true
        }
        #expect(!scratch.exists("pulls"))
    }

    @Test("what is this host's alone is never fetched", arguments: ["localhost/x:1", id])
    func own(_ name: String) async throws {
        await #expect { try await lookUp("podman", registry("touch $here/there"), name: name) } throws: {
            ($0 as? Fault)?.message == "cannot find the image '\(name)': podman has none of that name"
        }
        #expect(!scratch.exists("pulls"))
    }
}
