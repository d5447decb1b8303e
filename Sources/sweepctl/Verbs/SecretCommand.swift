internal import ArgumentParser
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs
internal import SweepTerminal

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Keep values that runs need and nobody is to see.",
        discussion: """
            A specification names them: 'secrets: [HF_TOKEN]'. Each becomes a variable of
            the runs, and is taken out of everything that is captured of them.

            Examples:
              sweepctl secret set HF_TOKEN < token.txt
              sweepctl secret ls
              sweepctl secret rm HF_TOKEN
            """,
        subcommands: [SetSecret.self, ListSecrets.self, RemoveSecret.self])

    /// The caller's own.
    static var store: SecretStore { SecretStore { Environment[$0] } }
}

struct SetSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Keep a secret; its value is read from standard input.",
        discussion: """
            Examples:
              sweepctl secret set HF_TOKEN < token.txt
              sweepctl secret set HF_TOKEN                 asks, and does not show what is typed
            """)

    @Argument(help: "Its name, which is that of the variable.") var name: String

    func validate() throws {
        guard !RunEnvironment.isReserved(name) else { throw ValidationError("the variable '\(name)' is reserved") }
        guard name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]{0,254}/#) != nil else {
            throw ValidationError("expected a name of letters, digits and '_', got: '\(name)'")
        }
    }

    func run() async throws {
        let store = SecretCommand.store
        let secret = try Secret(name: name, input: SecretInput.read(asking: "value of \(name): "))
        let isEncrypted = try await store.set(secret)
        let how = isEncrypted ? "encrypted for you on this host" : "in a file that only you can read"
        Console.error("\(name) is kept \(how), in '\(store.folder)'")
    }
}

struct ListSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List secrets, without their values.",
        discussion: """
            Examples:
              sweepctl secret ls
              sweepctl secret ls --json
            """)

    @OptionGroup var output: ListOutput

    func run() async throws {
        let store = SecretCommand.store
        let entries = try store.list()
        if output.json { return Console.out(.array(entries.map(Self.object))) }
        let rows = entries.map { [$0.name, Self.form($0), $0.changedAt.description] }
        if output.csv {
            return Console.out(([["name", "kept", "changed_at"]] + rows).map(CSV.line).joined())
        }
        var table = Table([Table.Column("NAME", minimum: 10), Table.Column("KEPT"), Table.Column("CHANGED")])
        for row in rows { table.add(row.map { Table.Cell($0) }) }
        Console.out(table)
        let how = await store.encrypts ? "encrypted" : "in a file (systemd encrypts for users from version 256 on)"
        Console.error("what is set now is kept \(how), in '\(store.folder)'")
    }

    private static func form(_ entry: SecretStore.Entry) -> String { entry.isEncrypted ? "encrypted" : "file" }

    private static func object(_ entry: SecretStore.Entry) -> JSONValue {
        [
            "name": .string(entry.name), "kept": .string(form(entry)),
            "changed_at": .string(entry.changedAt.description),
        ]
    }
}

struct RemoveSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Forget a secret; what runs have of it, they keep.",
        discussion: """
            Example:
              sweepctl secret rm HF_TOKEN
            """)

    @Argument(help: "Its name.") var name: String

    func run() async throws { try SecretCommand.store.remove(name) }
}
