import Glibc
import SweepModel
import SweepRecords
import Testing

/// What an image's name means, as a podman of ours tells it.
@Suite struct ImageLookupTests {
    private let scratch: Scratch
    private static let id = String(repeating: "0a", count: 32)

    init() throws { scratch = try Scratch() }

    private func lookUp(_ script: String) async throws -> ImageRecord {
        try scratch.write("podman", "#!/bin/sh\n\(script)\n")
        chmod(scratch.path + "/podman", 0o700)
        return try await ImageLookup.podman("localhost/x:1", environment: [EnvironmentEntry("PATH", scratch.path)])
    }

    @Test("id, digest and architecture are what podman says, of that name alone")
    func found() async throws {
        let script = "test \"$6\" = localhost/x:1 && test \"$5\" = -- && echo \(Self.id) sha256:ff amd64"
        #expect(
            try await lookUp(script)
                == ImageRecord(name: "localhost/x:1", id: Self.id, digest: "sha256:ff", architecture: "amd64"))
        #expect(try await lookUp("echo \(Self.id) '' arm64").digest == nil)
    }

    @Test("an image that is not there is a fault of the file, with what to do")
    func missing() async throws {
        await #expect {
            try await lookUp("echo 'Error: inspecting object: localhost/x:1: image not known' >&2; exit 125")
        } throws: { error in
            let fault = error as? Fault
            return fault?.code == .specification
                && fault?.message
                    == "cannot find the image 'localhost/x:1': Error: inspecting object: localhost/x:1: image not known"
        }
    }

    @Test("what is no id is not taken for one", arguments: ["", "--privileged x y", "123 amd64", "a b c d e"])
    func nonsense(_ answer: String) async throws {
        await #expect { try await lookUp("echo '\(answer)'") } throws: { ($0 as? Fault)?.code == .failed }
    }

    @Test("a host without podman says so")
    func absent() async throws {
        await #expect {
            try await ImageLookup.podman("x", environment: [EnvironmentEntry("PATH", scratch.path)])
        } throws: { ($0 as? Fault)?.message.contains("not installed") == true }
    }
}
