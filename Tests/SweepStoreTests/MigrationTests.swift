import Crypto
import GRDB
import SweepModel
import SweepStore
import Testing

@Suite("Migrations")
struct MigrationTests {
    @Test("versions count from 1 without gaps")
    func versions() {
        #expect(Schema.versions == Array(1...Schema.versions.count))
        #expect(Schema.version == Schema.versions.last)
    }

    /// SHA-256 of the schema that each version makes, from version 1 on.
    private static let digests = [
        "814c6b2ead240c9f8a068a42864513ede3aea2a1c80f2a41b550f513db726570",
        "68f697fabf393495c4d3a4119101fe237f070c79b2d11dc3ddc9bddf50a2aeec",
        "e6d2a60656332de35a1600b7c456fbc280488d8ef77d693ba963827c42814e5b",
        "6401b0df8c345b1eed00ba0550f9d5ebbfadee65d3d5e86b7d2d7c54da3ac0d6",
        "8269e3848fc8c29d059d5c35c6d4c6cb897fed76f095d96908c38eae65c1029e",
        "568e15021eead67e2749f65e73247aca85b41dcc69827dc1da7245c7edd9b797",
    ]

    @Test("the schema of every version is what it was when the version was made", arguments: Schema.versions)
    func frozen(version: Int) async throws {
        let folder = try Folder()
        try Store.open(path: folder.database, upTo: version).close()
        let schema = try await DatabaseQueue(path: folder.database).read {
            try String.fetchAll($0, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        }
        let text = schema.joined(separator: ";\n")
        let digest = SHA256.hash(data: Array(text.utf8)).map(Self.hexadecimal).joined()
        try #require(version <= Self.digests.count, "add the digest of version \(version): \(digest)")
        #expect(
            digest == Self.digests[version - 1],
            """
            the schema of version \(version) is frozen, since databases of that version exist: write the next migration \
            instead (AddingAMigration.md)
            """)
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    @Test("a database of every older version is brought up to date with what it holds", arguments: Schema.versions)
    func upgrade(from version: Int) async throws {
        let folder = try Folder()
        do {
            let old = try Store.open(path: folder.database, upTo: version)
            try old.close()
        }
        try await DatabaseQueue(path: folder.database).write { try $0.execute(sql: Self.oldRows) }
        let store = try Store.open(path: folder.database)
        let run = try await store.query { try $0.run(RunID(sweep: SweepID("old-0000"), index: 1)) }
        #expect(run?.machine.state == .queued)
        #expect(run?.parameters == ["lr": 0.1])
        let found = try await store.query { try $0.overview(SweepID("old-0000")) }
        #expect(found?.counts[.queued] == 1)
        try store.close()
    }

    /// As version 1 wrote them.
    private static let oldRows = """
        INSERT INTO sweep (id, name, owner, owner_name, state, revision, seed, cursor_phase, cursor_position,
            cursor_skips, method, priority, labels, next_index, queued, created_at)
        VALUES ('old-0000', 'old', 1000, 'ana', 'running', 1, 7, 'method', 1, 0, 'grid', 0, '{}', 2, 1, 5);
        INSERT INTO run (id, sweep, idx, state, attempts, own_failures, host_failures, parameters, point_key, replicate,
            revision, queued_at)
        VALUES ((1 << 32) + 1, 1, 1, 'queued', 0, 0, 0, '{"lr":0.1}', '{"lr":0.1}', 0, 1, 5);
        """

    @Test("a GPU that version 3 knew as drained stays so, without an end")
    func drainedDevice() async throws {
        let folder = try Folder()
        do { try Store.open(path: folder.database, upTo: 3).close() }
        try await DatabaseQueue(path: folder.database).write { database in
            try database.execute(sql: "INSERT INTO drained_device (device, reason, at) VALUES ('GPU-a', 'noisy', 5)")
        }
        let store = try Store.open(path: folder.database)
        let drains = try await store.query { try $0.drains() }
        #expect(drains == Drains(devices: [DeviceID("GPU-a"): Drain(reason: "noisy", since: Instant(nanoseconds: 5))]))
        try store.close()
    }

    @Test("the explicit points of version 1 go on from where they were", arguments: [true, false])
    func explicitPoints(amongPoints: Bool) async throws {
        let folder = try Folder()
        do { try Store.open(path: folder.database, upTo: 1).close() }
        let cursor = amongPoints ? "'points', 1" : "'method', 3"
        try await DatabaseQueue(path: folder.database).write { database in
            try database.execute(
                sql: """
                    INSERT INTO sweep (id, name, owner, owner_name, state, revision, seed, cursor_phase, cursor_position,
                        cursor_skips, method, priority, labels, created_at)
                    VALUES ('old-0000', 'old', 1000, 'ana', 'running', 1, 7, \(cursor), 0, 'random', 0, '{}', 5);
                    INSERT INTO revision (sweep, number, text, specification, context, created_at)
                    VALUES (1, 1, '', ?, ?, 5);
                    """, arguments: [Self.oldSpecification, Self.oldContext])
        }
        let store = try Store.open(path: folder.database)
        let sweep = try await store.query { try $0.sweep(SweepID("old-0000")) }
        #expect(sweep?.explicitPoints == 2)
        let piece = try await store.query { try $0.explicitPoints(of: SweepID("old-0000"), holding: 1) }
        #expect(piece?.points == [Point(values: ["lr": 0.5]), Point(values: ["lr": 0.1])])
        #expect(sweep?.specification.runCap == 9)
        #expect(sweep?.overlay == nil)
        #expect(sweep?.specification.constraints == [])
        let expected = amongPoints ? SearchCursor(points: 1) : SearchCursor(points: 2, position: 3)
        #expect(sweep?.cursor == expected)
        try store.close()
    }

    private static let oldSpecification = """
        {"method":"random","runCap":9,"command":["x"],"parameters":[{"path":["lr"],"distribution":{"uniform":
        {"min":0,"max":1}}}],"points":[{"values":{"lr":0.5}},{"values":{"lr":0.1}}],"source":{"mode":"auto"},
        "python":"auto","resources":{},"priority":0,"retry":{"max":0,"backoff":30000000000,"factor":2,
        "maxBackoff":600000000000,"on":["crash"]},"maxFailures":{"first":5,"consecutive":20},"stopGrace":30000000000,
        "env":[],"metrics":{"json":{}},"artifacts":[],"labels":{}}
        """
    private static let oldContext = """
        {"file":"-","baseFolder":"/","environment":[],"source":{"mode":"mount","root":"/","basePath":"","ignored":[],
        "files":[]}}
        """

    @Test("opening twice changes nothing")
    func idempotent() async throws {
        let folder = try Folder()
        let schema = "SELECT group_concat(sql, ';') FROM sqlite_schema"
        do { try Store.open(path: folder.database).close() }
        let first = try await DatabaseQueue(path: folder.database).read { try String.fetchOne($0, sql: schema) }
        do { try Store.open(path: folder.database).close() }
        let second = try await DatabaseQueue(path: folder.database).read { try String.fetchOne($0, sql: schema) }
        #expect(first == second)
    }
}
