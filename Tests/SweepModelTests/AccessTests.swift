import SweepModel
import Testing

@Suite struct AccessTests {
    /// The whole table once more, plainly: a = allowed, i = invisible, f = forbidden; owner, group, other, administrator.
    private static let table: [Access: [Visibility: String]] = [
        .open: [.private: "aaaa", .group: "aaaa", .public: "aaaa"],
        .submit: [.private: "aaaa", .group: "aaaa", .public: "aaaa"],
        .serve: [.private: "aaaa", .group: "aaaa", .public: "aaaa"],
        .list: [.private: "aaaa", .group: "aaaa", .public: "aaaa"],
        .look: [.private: "aiia", .group: "aaia", .public: "aaaa"],
        .disclose: [.private: "aiia", .group: "afia", .public: "affa"],
        .change: [.private: "aiia", .group: "afia", .public: "affa"],
        .administer: [.private: "fffa", .group: "fffa", .public: "fffa"],
    ]

    @Test(arguments: Access.allCases, Visibility.allCases)
    func `every access of every role is what the table says`(access: Access, visibility: Visibility) {
        let letters: [Verdict: Character] = [.allowed: "a", .invisible: "i", .forbidden: "f"]
        let row = [Role.owner, .group, .other, .administrator].map { role in
            letters[access.verdict(for: role, under: visibility)] ?? "?"
        }
        #expect(String(row) == Self.table[access]?[visibility])
    }

    @Test(arguments: Access.allCases, Role.allCases)
    func `a wider visibility never takes anything away, and gives strangers nothing but looks`(
        access: Access, role: Role
    ) {
        let verdicts = Visibility.allCases.map { access.verdict(for: role, under: $0) }
        for (narrow, wide) in zip(verdicts, verdicts.dropFirst()) where narrow == .allowed { #expect(wide == .allowed) }
        if Set(verdicts).count > 1 { #expect([Access.look, .disclose, .change].contains(access)) }
        if role != .owner, role != .administrator, [.change, .disclose].contains(access) {
            #expect(!verdicts.contains(.allowed))
        }
    }

    private func identity(
        _ uid: UInt32, _ name: String, group: UInt32 = 100, groups: Set<UInt32> = [], isAdministrator: Bool = false
    ) -> Identity {
        Identity(uid: uid, name: name, group: group, groups: groups, isAdministrator: isAdministrator)
    }

    @Test func `an owner is who has the number and still has the name`() {
        let ana = Owner(uid: 1000, name: "ana", group: 50)
        #expect(identity(1000, "ana").role(towards: ana) == .owner)
        #expect(identity(1000, "eve").role(towards: ana) == .other, "the number was given to somebody else")
        #expect(identity(1000, "1000").role(towards: ana) == .other, "ana was removed from the host")
        #expect(identity(1001, "ana").role(towards: ana) == .other, "the name was given to somebody else")
        #expect(identity(1000, "eve", groups: [50]).role(towards: ana) == .group)
        let nameless = Owner(uid: 1000, name: "1000", group: 50)
        #expect(identity(1000, "1000").role(towards: nameless) == .owner)
        #expect(identity(1000, "ana").role(towards: nameless) == .owner, "she got a name since then")
    }

    @Test func `members of the submitter's group are those whose process has it`() {
        let ana = Owner(uid: 1000, name: "ana", group: 50)
        #expect(identity(1001, "bob", groups: [7, 50]).role(towards: ana) == .group)
        #expect(identity(1001, "bob", group: 50).role(towards: ana) == .group)
        #expect(identity(1001, "bob", groups: [7]).role(towards: ana) == .other)
        #expect(identity(1001, "bob", groups: [0]).role(towards: Owner(uid: 1000, name: "ana")) == .other)
        #expect(identity(1001, "bob", isAdministrator: true).role(towards: ana) == .administrator)
    }
}
