import Testing

/// Who may import whom: the table, the sources and the package manifest must say the same.
@Suite struct LayeringTests {
    @Test func `every target has one row with a reason, and every row a target`() throws {
        #expect(Layer.table.map(\.target).sorted() == (try Repository.targets()))
        #expect(Layer.table.allSatisfy { !$0.reason.isEmpty })
    }

    @Test func `every file imports only what its target's row allows`() throws {
        let rows = Dictionary(uniqueKeysWithValues: Layer.table.map { ($0.target, $0) })
        for file in try Repository.sources() {
            let allowed = rows[file.target]?.mayImport ?? []
            for used in Set(file.imports.map(\.module)).subtracting(allowed).sorted() {
                Issue.record("\(file.path) imports \(used), which the table does not allow to \(file.target)")
            }
        }
    }

    @Test(arguments: Layer.table)
    func `the package manifest gives each target what its row says`(row: Layer) throws {
        let manifest = PackageManifest(text: try Repository.text("Package.swift"))
        let target = try #require(manifest.targets.first { $0.name == row.target })
        #expect(target.targets.subtracting(row.targets).subtracting(row.builtAlong).isEmpty)
        #expect(target.targets.isSuperset(of: row.builtAlong))
        #expect(target.products.subtracting(row.products).isEmpty)
    }

    @Test func `the package manifest names what the sources import`() throws {
        let manifest = PackageManifest(text: try Repository.text("Package.swift"))
        let ours = Set(Layer.table.map(\.target))
        let products = Layer.table.reduce(into: Set<String>()) { $0.formUnion($1.products) }
        for target in manifest.targets {
            let files = try Repository.sources().filter { $0.target == target.name }
            let imported = Set(files.flatMap(\.imports).map(\.module))
            #expect(imported.intersection(ours).subtracting(target.targets).isEmpty, "\(target.name)")
            #expect(imported.intersection(products).subtracting(target.products).isEmpty, "\(target.name)")
        }
    }

    @Test func `siblings do not know each other, but for the one allowed edge`() {
        for row in Layer.table where Layer.siblings.contains(row.target) {
            let known = row.targets.intersection(Layer.siblings)
            #expect(known == (row.target == "SweepSpecs" ? ["SweepSearch"] : []), "\(row.target)")
        }
    }

    @Test func `the release link of sweepctl leaves out the targets that only its daemon needs`() throws {
        let manifest = try Repository.text("Package.swift")
        let list = try #require(manifest.firstMatch(of: /let daemonOnly([^$]*?)\.map/)?.1)
        let left = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
        let ours = Set(Layer.table.map { $0.target.replacing("-", with: "_") })
        let daemons = Layer.needs(of: "sweepd").union(Layer.needs(of: "sweep-runner"))
        // A library of the system has no objects, and is left out by its own name.
        let expected = daemons.subtracting(Layer.needs(of: "sweepctl")).subtracting(["CSystemd"]).map {
            $0.replacing("-", with: "_")
        }
        #expect(left.intersection(ours) == Set(expected))
    }

    @Test func `no type of an outside library shows in a signature that another target sees`() throws {
        let outside = Layer.table.reduce(into: Set<String>()) { $0.formUnion($1.products) }
        for file in try Repository.sources() {
            for used in file.imports where outside.contains(used.module) && ["package", "public"].contains(used.access)
            {
                Issue.record("\(file.path) re-exports \(used.module)")
            }
        }
    }

    @Test func `nobody imports Foundation itself`() throws {
        let users = try Repository.sources().filter { $0.imports.contains { $0.module == "Foundation" } }
        #expect(users.map(\.path) == [])
    }
}
