import Glibc
import SweepModel
import SweepRecords
import Testing

/// Secrets on disk.
@Suite struct SecretStoreTests {
    private static let secret = Secret(name: "TOKEN", value: "topsecret")

    /// A store whose systemd is of that version and shifts letters to encrypt them.
    private static func store(_ scratch: Scratch, systemd version: String) throws -> SecretStore {
        let script = """
            #!/bin/sh
            case "$1 $2 $3" in
            "--version  ") echo "systemd \(version) (\(version).4-1)" ;;
            "encrypt --user --name=TOKEN") echo "sealed for TOKEN"; /usr/bin/tr a-z b-za ;;
            "decrypt --user --name=TOKEN") read sealed; /usr/bin/tr b-za a-z ;;
            *) echo "unknown: $*" >&2; exit 1 ;;
            esac
            """
        try scratch.program("bin/systemd-creds", script)
        return SecretStore(folder: scratch.path + "/config/secrets") { $0 == "PATH" ? scratch.path + "/bin" : nil }
    }

    @Test(arguments: [("252", false), ("256", true)])
    func `a value is encrypted where systemd can, else in a file of its owner alone`(version: String, isEncrypted: Bool)
        async throws
    {
        let scratch = try Scratch()
        let store = try Self.store(scratch, systemd: version)
        #expect(try await store.set(Self.secret) == isEncrypted)
        let file = isEncrypted ? "config/secrets/TOKEN.cred" : "config/secrets/TOKEN"
        #expect(try scratch.children("config/secrets") == [isEncrypted ? "TOKEN.cred" : "TOKEN"])
        #expect(scratch.mode(file) == 0o600 && scratch.mode("config/secrets") == 0o700)
        #expect(scratch.text(file)?.contains("topsecret") == !isEncrypted)
        #expect(try store.list().map(\.name) == ["TOKEN"] && store.list().map(\.isEncrypted) == [isEncrypted])
        #expect(try await store.read(["TOKEN"]) == [Self.secret])
        try store.remove("TOKEN")
        #expect(try store.list() == [])
    }

    @Test func `a secret that is set again has one value, in whichever form`() async throws {
        let scratch = try Scratch()
        try await Self.store(scratch, systemd: "256").set(Self.secret)
        let store = try Self.store(scratch, systemd: "252")
        try await store.set(Secret(name: "TOKEN", value: "another one"))
        #expect(try scratch.children("config/secrets") == ["TOKEN"])
        #expect(try await store.read(["TOKEN"]).map(\.value) == ["another one"])
    }

    @Test func `a folder that others may enter is refused`() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch, systemd: "252")
        try await store.set(Self.secret)
        chmod(store.folder, 0o755)
        let fault = await #expect(throws: Fault.self) { try await store.read(["TOKEN"]) }
        #expect(fault?.code == .permission && fault?.hint?.contains("chmod 700") == true)
    }

    @Test func `what cannot be decrypted is told in systemd's words`() async throws {
        let scratch = try Scratch()
        let store = try Self.store(scratch, systemd: "256")
        try await store.set(Self.secret)
        try scratch.program("bin/systemd-creds", "#!/bin/sh\necho 'key is gone' >&2; exit 1\n")
        let fault = await #expect(throws: Fault.self) { try await store.read(["TOKEN"]) }
        #expect(fault?.message == "cannot decrypt secret 'TOKEN': key is gone")
    }

    @Test func `all that is missing is told at once`() async throws {
        let store = try Self.store(try Scratch(), systemd: "252")
        #expect(try store.missing(of: ["A", "B"]) == ["A", "B"])
        let fault = await #expect(throws: Fault.self) { try await store.read(["A", "B"]) }
        #expect(fault?.code == .notFound && fault?.message == "cannot find the secrets 'A', 'B'")
    }
}
