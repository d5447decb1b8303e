import Glibc
import SweepModel
import SweepRecords
import Testing

/// Images in files, as a client of ours loads them.
@Suite struct ImageArchiveTests {
    private let scratch: Scratch
    private static let id = String(repeating: "0a", count: 32)

    init() throws { scratch = try Scratch() }

    /// - Parameter load: what the client does with an archive.
    private func image(
        _ load: String, archive: String = "x.tar", architecture: String = "amd64", kind: String = "oci-archive"
    ) async throws -> ImageRecord {
        try scratch.program(
            "podman",
            """
            #!/bin/sh
            PATH=/bin:/usr/bin here=\(scratch.path)
            case "$1" in
            version) echo 4.3.1 ;;
            images) cat $here/there 2> /dev/null || true ;;
            image) test -e $here/there && echo '\(Self.id)||\(architecture)|null' \
                || { echo 'x: image not known' >&2; exit 125; } ;;
            load) echo "$@" >> $here/loads; \(load) ;;
            tag | rmi) echo "$@" >> $here/tags ;;
            esac

            """)
        let client = try ImageClient(engine: "podman", environment: [EnvironmentEntry("PATH", scratch.path)])
        return try await ImageArchive(
            path: scratch.path + "/" + archive, name: "\(kind):\(archive)", store: scratch.path + "/source"
        ).image(client)
    }

    private static let works = "echo \(id) > $here/there; echo Loaded image: localhost/x:1"

    @Test("the same content is loaded once, whatever its file is called, and remembered as ours")
    func once() async throws {
        for name in ["x.tar", "y.tar.gz"] { try scratch.write(name, "content") }
        let first = try await image(Self.works)
        let second = try await image(Self.works, archive: "y.tar.gz")
        #expect(first.id == Self.id && first.archive == second.archive && first.archive?.count == 64)
        #expect(second.name == "oci-archive:y.tar.gz")
        #expect(scratch.text("loads") == "load --input \(scratch.path)/x.tar\n")
        let later = Instant(nanoseconds: .max)
        #expect(LoadedImage.settled(in: scratch.path + "/source", now: later).map(\.isOurs) == [true])
        // What was used a moment ago is not gc's yet.
        #expect(LoadedImage.settled(in: scratch.path + "/source", now: Instant(nanoseconds: 0)).isEmpty)
    }

    @Test("a name that was another image's stays that one's")
    func tags() async throws {
        try scratch.write("x.tar", "content")
        let (mine, other) = (String(repeating: "0b", count: 32), String(repeating: "0c", count: 32))
        try scratch.write("there", "localhost/x:1 sha256:\(mine)\nlocalhost/y:1 sha256:\(other)\n")
        #expect(try await image("echo Loaded image: localhost/x:1").id == Self.id)
        #expect(scratch.text("tags") == "tag \(mine) localhost/x:1\n")
    }

    @Test("a compressed docker archive is unpacked for the engine, and what was unpacked goes again")
    func compressed() async throws {
        try scratch.write("x.tar", "content")
        #expect(try run(["/bin/gzip", "\(scratch.path)/x.tar"]).code == 0)
        let image = try await image(
            "cat $3 > $here/read; \(Self.works)", archive: "x.tar.gz", kind: "docker-archive")
        #expect(image.id == Self.id && scratch.text("read") == "content")
        #expect(try scratch.children("source") == ["images"])
        try scratch.write("y.tar.gz", bytes: [0x1f, 0x8b, 8, 0, 1])
        await #expect { try await self.image(Self.works, archive: "y.tar.gz", kind: "docker-archive") } throws: {
            ($0 as? Fault)?.message.contains("it is truncated, or no gzip file") == true
        }
        #expect(try scratch.children("source") == ["images"])
    }

    @Test("of an archive that is refused nothing stays")
    func several() async throws {
        try scratch.write("x.tar", "content")
        await #expect {
            try await image("echo Loaded image: localhost/x:1; echo Loaded image: localhost/y:1")
        } throws: { ($0 as? Fault)?.message.contains("said 'Loaded image") == true }
        #expect(scratch.text("tags") == "rmi localhost/x:1\nrmi localhost/y:1\n")
    }

    @Test("an engine without room is no fault of the file")
    func noRoom() async throws {
        try scratch.write("x.tar", "content")
        await #expect {
            try await image(
                "echo 'Getting image source signatures' >&2; echo 'Error: no space left on device' >&2; exit 125")
        } throws: { ($0 as? Fault)?.code == .failed && ($0 as? Fault)?.hint?.contains("system df") == true }
    }

    @Test("what was removed meanwhile is loaded again, and what was there before is not ours")
    func again() async throws {
        try scratch.write("x.tar", "content")
        _ = try await image(Self.works)
        unlink(scratch.path + "/there")
        _ = try await image(Self.works)
        #expect(scratch.text("loads")?.split(separator: "\n").count == 2)
        try scratch.write("x.tar", "other")
        _ = try await image(Self.works)
        let loaded = LoadedImage.settled(in: scratch.path + "/source", now: Instant(nanoseconds: .max))
        #expect(loaded.map(\.isOurs).sorted { !$0 && $1 } == [false, true])
    }

    @Test(
        "what is no image, or none alone, is a fault of the file",
        arguments: [
            ("echo 'Error: payload does not match any of the supported image formats' >&2; exit 125", "holds no image"),
            ("echo 'Error: unexpected EOF' >&2; exit 125", "it is truncated, or holds no image"),
        ])
    func noImage(_ load: String, _ words: String) async throws {
        try scratch.write("x.tar", "content")
        await #expect { try await image(load) } throws: { error in
            let fault = error as? Fault
            return fault?.code == .specification && fault?.message.contains(words) == true && fault?.hint != nil
        }
        #expect(LoadedImage.settled(in: scratch.path + "/source", now: Instant(nanoseconds: .max)).isEmpty)
    }

    @Test("a file that is not there, a folder and an image for another machine are refused in words")
    func refused() async throws {
        await #expect { try await image(Self.works) } throws: {
            ($0 as? Fault)?.message.contains("no such file") == true
        }
        try scratch.write("x.tar/x", "")
        await #expect { try await image(Self.works) } throws: {
            ($0 as? Fault)?.message.hasSuffix("it is no file") == true
        }
        try scratch.write("y.tar", "content")
        await #expect { try await image(Self.works, archive: "y.tar", architecture: "s390x") } throws: {
            ($0 as? Fault)?.message.contains("it is for s390x") == true
        }
    }
}
