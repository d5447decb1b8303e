import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("Artifacts")
struct ArtifactTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        for name in ["a.pt", "b.txt", "c/1.pt", "c/2.pt", "c/d/3.pt", "c/.hidden.pt", ".git/x.pt", "w/a[1].pt"] {
            try scratch.write("w/" + name, name)
        }
        try scratch.write("secret.pt", "outside")
        try scratch.link("w/link.pt", to: "../secret.pt")
        try scratch.link("w/out", to: "..")
        try #require(mkfifo(scratch.path + "/w/pipe.pt", 0o600) == 0)
    }

    @Test(
        "patterns find files and follow no links",
        arguments: [
            (["*.pt"], ["a.pt"]),
            (["c/*.pt"], ["c/1.pt", "c/2.pt"]),
            (["**/*.pt"], ["a.pt", "c/1.pt", "c/2.pt", "c/d/3.pt", "w/a[1].pt"]),
            (["c/**"], ["c/1.pt", "c/2.pt", "c/d/3.pt"]),
            (["c/**/3.pt", "c/d/3.pt"], ["c/d/3.pt"]),
            (["c/?.pt"], ["c/1.pt", "c/2.pt"]),
            (["c/[2-9].pt"], ["c/2.pt"]),
            (["c/[!2].pt"], ["c/1.pt"]),
            (["c/.h*"], ["c/.hidden.pt"]),
            (["./b.txt"], ["b.txt"]),
            (["w/a[[]1].pt"], ["w/a[1].pt"]),
            (["c"], []),
            (["out/*.pt", "link.pt", "out/secret.pt"], []),
            (["nothing/*"], []),
            (["*.txt", "a.*"], ["a.pt", "b.txt"]),
        ])
    func patterns(patterns: [String], expected: [String]) {
        let result = ArtifactCollector.collect(patterns, in: scratch.path + "/w")
        #expect(result.files.map(\.path) == expected)
        #expect(!result.isTruncated && result.refused.isEmpty)
    }

    @Test("files come with size and digest")
    func digests() {
        let result = ArtifactCollector.collect(["b.txt"], in: scratch.path + "/w")
        #expect(result.files == [FileDigest(path: "b.txt", sha256: Digest.sha256("b.txt"), bytes: 5)])
    }

    @Test("patterns that lead out are refused", arguments: ["../secret.pt", "/etc/*", "", "c/../../x"])
    func refused(pattern: String) {
        let result = ArtifactCollector.collect([pattern], in: scratch.path + "/w")
        #expect(result.files.isEmpty && result.refused == [pattern])
    }

    @Test("a pattern of many stars takes no time")
    func stars() {
        let pattern = String(repeating: "*a", count: 40) + "*b"
        #expect(ArtifactCollector.collect([pattern], in: scratch.path + "/w").files.isEmpty)
    }
}
