import FoundationEssentials

/// The checkout that this test was built from.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// Names of the folders beneath `Sources`.
    static func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/Sources").filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Every Swift file beneath `Sources`, read once.
    static func sources() throws -> [SourceFile] { try cached.get() }

    private static let cached = Result { try read() }

    private static func read() throws -> [SourceFile] {
        try FileManager.default.subpathsOfDirectory(atPath: root + "/Sources").filter { $0.hasSuffix(".swift") }
            .sorted().map { SourceFile(path: $0, text: try text("Sources/" + $0)) }
    }
}
