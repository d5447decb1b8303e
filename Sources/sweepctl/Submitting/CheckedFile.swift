internal import SweepControl
internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

/// A specification's file that is without fault, with the points that lie in files beside it.
struct CheckedFile {
    let specification: Specification
    /// Those given, and what the files of points declare.
    let overrides: [Override]
    let warnings: [Diagnostic]
    /// What a sweep cannot do yet.
    let unsupported: [Diagnostic]
    /// From files; nil where the specification names none.
    let points: PointCollection?
    /// Whether the parameters are those that the files of points name.
    let declaresInFiles: Bool

    /// Prints faults and warnings as `FILE:LINE:COLUMN: error: …`.
    ///
    /// - Parameters:
    ///   - overlay: what lies beneath it and over it.
    ///   - toRun: whether what cannot be run yet is a fault.
    /// - Throws: `specification` where there is a fault.
    init(_ file: SpecificationFile, _ overlay: Overlay, toRun: Bool) throws(Fault) {
        var overlay = overlay
        var (specification, checked) = try file.check(overlay, toRun: toRun)
        var points: PointCollection?
        var declaresInFiles = false
        if let path = specification.pointsPath {
            let source = try PointSource(path, in: file.folder)
            if specification.parameters.isEmpty, let declaration = try source.declaration() {
                overlay.overrides += [Override(key: "method", value: specification.method.rawValue), declaration]
                (specification, checked) = try file.check(overlay, toRun: toRun)
                declaresInFiles = true
            }
            points = try source.points(of: specification)
        }
        for warning in checked.warnings { SpecificationFile.print(warning, file.path) }
        self.specification = specification
        overrides = overlay.overrides
        (warnings, unsupported) = (checked.warnings, checked.unsupported)
        self.points = points
        self.declaresInFiles = declaresInFiles
    }

    /// How many runs there can be, an upper bound where there are too many points to compare them; nil where there is no
    /// bound.
    func total(_ search: Search) -> Int64? {
        guard let points, search.mayCompare(points.count) else { return search.total(more: points?.count ?? 0) }
        return search.total(explicit: specification.points + points.points)
    }
}
