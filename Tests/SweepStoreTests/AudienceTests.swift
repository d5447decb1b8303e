import SweepModel
import SweepStore
import Testing

@Suite("What a caller sees of the store")
struct AudienceTests {
    private static let owners = [
        Owner(uid: 1000, name: "ana", group: 50), Owner(uid: 1000, name: "old", group: 60),
        Owner(uid: 1001, name: "bob", group: 60), Owner(uid: 1002, name: "1002", group: nil),
    ]

    /// Callers who differ from these owners in each respect.
    private static let callers = [
        Identity(uid: 1000, name: "ana", group: 50, groups: [], isAdministrator: false),
        Identity(uid: 1000, name: "a\"n'a", group: 9, groups: [60], isAdministrator: false),
        Identity(uid: 1001, name: "bob", group: 60, groups: [50], isAdministrator: false),
        Identity(uid: 1002, name: "cy", group: 1, groups: [], isAdministrator: false),
        Identity(uid: 1003, name: "ana", group: 1, groups: [2, 3], isAdministrator: false),
        Identity(uid: 1003, name: "dan", group: 1, groups: [], isAdministrator: true),
    ]

    private func filled() async throws -> Bench {
        let bench = try Bench()
        for (number, owner) in Self.owners.enumerated() {
            var sweep = SweepRecord.sample("s-\(number)", name: "digits")
            sweep.owner = owner
            try await bench.submit(sweep)
        }
        return bench
    }

    @Test("the condition in SQL sees the sweeps that the table of roles lets the caller look at", arguments: callers)
    func agrees(caller: Identity) async throws {
        let bench = try await filled()
        for visibility in Visibility.allCases {
            let audience = Audience(caller, visibility)
            let expected = Self.owners.indices.filter { index in
                Access.look.verdict(for: caller.role(towards: Self.owners[index]), under: visibility) == .allowed
            }
            let listed = try await bench.store.query { try $0.sweeps(for: audience).map(\.id.text) }
            #expect(listed == expected.reversed().map { "s-\($0)" })
            for index in Self.owners.indices {
                let id = "s-\(index)"
                let found = try? await bench.store.query { try $0.resolve(id, owner: caller.uid, for: audience) }
                #expect((found != nil) == expected.contains(index))
            }
        }
    }

    @Test("a sweep that may not be known of is answered exactly as one that is not there", arguments: ["s-2", "s-9"])
    func alike(text: String) async throws {
        let bench = try await filled()
        let audience = Audience(Self.callers[0], .private)
        let found = await fault { try await bench.store.query { try $0.resolve(text, owner: 1000, for: audience) } }
        #expect(found == StoreReader.noSweep(text))
    }

    @Test("names and prefixes mean what the caller sees of them")
    func names() async throws {
        let bench = try await filled()
        let (ana, bob) = (Audience(Self.callers[0], .private), Audience(Self.callers[2], .group))
        for text in ["digits", "s-", "@last", "dig"] {
            #expect(try await bench.store.query { try $0.resolve(text, owner: 1000, for: ana) } == SweepID("s-0"))
        }
        #expect(try await bench.store.query { try $0.resolve("digits", owner: 1001, for: bob) } == SweepID("s-2"))
        let nobody = Audience(Self.callers[4], .private)
        let last = await fault { try await bench.store.query { try $0.resolve("@last", owner: 1003, for: nobody) } }
        #expect(last?.code == .notFound)
    }

    @Test("the group of the submitter comes back with the sweep")
    func groups() async throws {
        let bench = try await filled()
        for (number, owner) in Self.owners.enumerated() {
            #expect(try await bench.store.query { try $0.owner(of: SweepID("s-\(number)")) } == owner)
            #expect(try await bench.store.query { try $0.sweep(SweepID("s-\(number)"))?.owner } == owner)
        }
    }
}
