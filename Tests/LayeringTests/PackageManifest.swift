/// What `Package.swift` says about its targets, read as text: its few forms are ours.
struct PackageManifest {
    struct Target: Hashable, Sendable {
        let name: String
        /// Targets of this package.
        let targets: Set<String>
        let products: Set<String>
    }

    /// Without test targets.
    let targets: [Target]

    init(text: String) {
        let products = Dictionary(
            uniqueKeysWithValues: text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "([^"]+)"/)
                .map { (String($0.1), String($0.2)) })
        let starts = text.matches(of: /\.(target|executableTarget|systemLibrary|testTarget)\(\s*name: "([^"]+)"/)
        let ends = starts.dropFirst().map(\.range.lowerBound) + [text.endIndex]
        targets = zip(starts, ends).filter { $0.0.1 != "testTarget" }.map { start, end in
            Self.target(String(start.2), section: text[start.range.upperBound..<end], products: products)
        }
    }

    private static func target(_ name: String, section: Substring, products: [String: String]) -> Target {
        let list = section.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
        let items = list.split { $0 == "," || $0.isWhitespace }.map(String.init)
        return Target(
            name: name, targets: Set(items.filter { $0.hasPrefix("\"") }.map { String($0.dropFirst().dropLast()) }),
            products: Set(items.filter { !$0.hasPrefix("\"") }.map { products[$0] ?? $0 }))
    }
}
