internal import SweepControl
internal import SweepEngines
internal import SweepModel
internal import SweepRecords
internal import SweepSearch
internal import SweepSpecs
internal import SweepStore

/// Turns a submission into a sweep, or says all that is wrong with it.
struct Intake: Sendable {
    let paths: DaemonPaths
    let bootID: String
    let configuration: DaemonConfiguration
    let policy: MountPolicy
    /// What engines know of this host.
    let engines: EngineHost
    let agents: Agents
    let defaultEngine: String
    /// Whose rights runs have in system mode; nil where all are this user's own.
    let runAs: RunAs?

    private static let nameMax = 128
    private static let keyMax = 256

    /// - Throws: `specification` with every fault of the file, `usage` where the request itself is wrong.
    func submission(of request: SubmissionRequest, owner: Owner, now: Instant) async throws(Fault) -> Submission {
        var record = try record(of: request, owner: owner, now: now)
        guard let reference = request.points else { return Submission(record, bootID: bootID) }
        let points = try await points(reference, of: record.specification, from: owner.uid)
        let search = Search(specification: record.specification, seed: record.seed)
        if search.mayCompare(points.count) {
            let own = record.specification.points
            record.total = try await Disk.run { search.total(explicit: own + points.points) }
        }
        var submission = Submission(record, bootID: bootID)
        submission.take(points)
        return submission
    }

    /// - Throws: `specification` for a point that is none of this space, `not-found` or `usage` where the file is not what
    ///   the reference says.
    ///
    /// - Parameter caller: the uid of who sent them.
    func points(
        _ reference: PointsReference, of specification: Specification, from caller: UInt32
    ) async throws(Fault) -> PointPieces {
        guard PointsFile.isDigest(reference.digest), (1...PointsReference.countMax).contains(reference.count) else {
            throw Fault(
                .usage,
                "expected 'points' to be a SHA-256 in lower-case hexadecimal and a count from 1 to "
                    + "\(PointsReference.countMax)")
        }
        let folder = Uploads(of: caller, in: paths.source).folder
        return try await Disk.run { () throws(Fault) in
            try PointsReader(specification).read(reference, in: folder)
        }
    }

    /// Reads a file again with what lay beneath and over it.
    ///
    /// - Throws: `specification` with every fault, and with what cannot be run yet.
    func specification(
        _ text: String, _ overlay: Overlay, file: String, owner: UInt32
    ) throws(Fault) -> Specification {
        let overrides = try Self.overrides(overlay.overrides)
        let specification = try SpecificationReader.read(
            Array(text.utf8), overrides: overrides, defaults: overlay.defaults
        ).submittable(file: file)
        try checkContainer(of: specification, owner: owner)
        return specification
    }

    private func record(of request: SubmissionRequest, owner: Owner, now: Instant) throws(Fault) -> SweepRecord {
        try check(request)
        var overlay = Overlay(defaults: configuration.defaults, overrides: request.overrides)
        var specification = try specification(
            request.specification, overlay, file: request.context.file, owner: owner.uid)
        chooseEngine(&specification, &overlay)
        if let container = specification.container { try check(container, request.context) }
        if let path = specification.pointsPath, request.points == nil {
            throw Fault(
                .specification, "cannot use '\(request.context.file)': its points lie in '\(path)'",
                hint: "submit with sweepctl, which reads them")
        }
        let seed = specification.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        let name = request.name ?? specification.name ?? Self.stem(request.context.file)
        return SweepRecord(
            id: SweepID.make(name: name, number: .random(in: .min ... .max)), name: name, owner: owner,
            machine: SweepMachine(state: request.hold ? .held : .running), specification: specification,
            text: request.specification, overlay: overlay, context: request.context, key: request.key, seed: seed,
            total: Search(specification: specification, seed: seed).total(more: request.points?.count ?? 0),
            createdAt: now)
    }

    private static func overrides(_ overrides: [Override]) throws(Fault) -> [SpecificationOverride] {
        var checked: [SpecificationOverride] = []
        for override in overrides { checked.append(try SpecificationOverride("\(override.key)=\(override.value)")) }
        return checked
    }

    private func check(_ request: SubmissionRequest) throws(Fault) {
        let context = request.context
        for (name, path) in [("base_folder", context.baseFolder), ("source.root", context.source.root)]
        where !path.hasPrefix("/") || path.contains("\0") {
            throw Fault(.usage, "expected '\(name)' to be an absolute path, got: '\(path)'")
        }
        if let name = request.name, name.isEmpty || name.unicodeScalars.count > Self.nameMax {
            throw Fault(.usage, "expected 'name' to have 1 to \(Self.nameMax) characters")
        }
        if let key = request.key, key.isEmpty || key.unicodeScalars.count > Self.keyMax {
            throw Fault(.usage, "expected 'key' to have 1 to \(Self.keyMax) characters")
        }
        try check(context.source)
        try check(context.environment)
        for image in context.images where !image.hasValidID {
            throw Fault(.usage, "expected 'image.id' to be 64 lower-case hexadecimal digits, got: '\(image.id)'")
        }
    }

    /// A snapshot must be in place, and nothing in its description may point out of it.
    func check(_ source: SourceRecord) throws(Fault) {
        for path in source.ignored + [source.basePath]
        where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
            throw Fault(.usage, "expected a path beneath the source, got: '\(path)'")
        }
        guard source.mode == .snapshot else { return }
        guard let digest = source.digest, PointsFile.isDigest(digest) else {
            throw Fault(.usage, "expected 'source.digest' to be a SHA-256 in lower-case hexadecimal")
        }
        // A submitter's folder is not for this process to look into; her agent finds it, or not.
        guard runAs != .submitter else { return }
        guard StateFolder.exists(paths.source + "/" + digest) else {
            throw Fault(
                .notFound, "cannot find the source snapshot \(digest)", hint: "submit with sweepctl, which takes it")
        }
    }

    private func check(_ environment: [EnvironmentEntry]) throws(Fault) {
        for entry in environment
        where entry.name.isEmpty || (entry.name + entry.value).contains("\0") || entry.name.contains("=") {
            throw Fault(.usage, "expected environment variables with a name and without NUL, got: '\(entry.name)'")
        }
    }

    /// The file's name without its folder and ending.
    private static func stem(_ file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? "sweep"
        let stem = name.split(separator: ".").first.map(String.init) ?? "sweep"
        return stem == "sweep" ? file.split(separator: "/").dropLast().last.map(String.init) ?? stem : stem
    }
}
