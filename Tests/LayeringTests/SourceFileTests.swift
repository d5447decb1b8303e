import Testing

/// That the checks above would notice: the reader of sources itself.
@Suite struct SourceFileTests {
    private func code(_ text: String) -> [String] { SourceFile(path: "T/F.swift", text: text).code }

    @Test func `comments and literals are no code, and lines stay lines`() {
        let text = """
            let a = "x! // y" // z!
            let b = #"q"x!"# + "\\"!" /* r!
            s! */ + c!
            """
        let code = code(text)
        #expect(code.count == 3)
        #expect(code.map { $0.contains("!") } == [false, false, true])
    }

    @Test func `imports are found in every form`() {
        let text = """
            import A
            internal import B
            @preconcurrency package import C
              private import struct D.E
            // import F
            let important = 1
            """
        #expect(
            SourceFile(path: "T/F.swift", text: text).imports.map { "\($0.access) \($0.module)" } == [
                " A", "internal B", "package C", "private D",
            ])
    }

    @Test(
        arguments: [
            ("let x = y!", 2), ("let x = y()!.z", 2), ("if x != y {", nil), ("if !x {", nil), ("let x = try! y()", 0),
            ("let x = y as! Z", 1), ("fatalError()", 3), ("public struct A {}", 4), ("struct RunManager {}", 5),
            ("struct JobQueue {}", 6), ("let objective = 1", nil),
        ] as [(String, Int?)])
    func `each rule notices its breach and nothing else`(line: String, rule: Int?) {
        let file = SourceFile(path: "T/F.swift", text: line)
        for (index, other) in SourceRuleTests.rules.prefix(7).enumerated() {
            #expect(
                !file.places(other.pattern).isEmpty == (index == rule || index == 2 && (rule ?? 9) < 2), "\(other.name)"
            )
        }
    }

    @Test func `the manifest's targets are read with their dependencies`() {
        let text = """
            let yams = Target.Dependency.product(name: "Yams", package: "Yams")
            targets: [
                .target(name: "A"),
                .testTarget(name: "ATests", dependencies: ["A"]),
                .executableTarget(
                    name: "b", dependencies: [
                        "A", yams,
                    ]),
            ]
            """
        #expect(
            PackageManifest(text: text).targets == [
                .init(name: "A", targets: [], products: []), .init(name: "b", targets: ["A"], products: ["Yams"]),
            ])
    }
}
