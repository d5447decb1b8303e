internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSearch
internal import SweepSpecs

/// Turns a submission into a sweep, or says all that is wrong with it.
struct Intake: Sendable {
    let paths: DaemonPaths
    let bootID: String
    let configuration: DaemonConfiguration

    private static let nameMax = 128
    private static let keyMax = 256

    /// - Throws: `specification` with every fault of the file, `usage` where the request itself is wrong.
    func record(of request: SubmissionRequest, owner: Owner, now: Instant) throws(Fault) -> SweepRecord {
        try check(request)
        let specification = try specification(of: request)
        let seed = specification.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        let search = Search(specification: specification, seed: seed)
        let name = request.name ?? specification.name ?? Self.stem(request.context.file)
        return SweepRecord(
            id: SweepID.make(name: name, number: .random(in: .min ... .max)), name: name, owner: owner,
            machine: SweepMachine(state: request.hold ? .held : .running), specification: specification,
            text: request.specification, context: request.context, key: request.key, seed: seed,
            total: search.total, createdAt: now)
    }

    private func specification(of request: SubmissionRequest) throws(Fault) -> Specification {
        let overrides = try Self.overrides(request.overrides)
        let checked = SpecificationReader.read(
            Array(request.specification.utf8), overrides: overrides, defaults: configuration.defaults)
        let specification = try checked.get(file: request.context.file)
        if let container = specification.container, request.context.image?.name != container.image {
            throw Fault(
                .usage, "expected 'image' to say what '\(container.image)' is on this host",
                hint: "submit with sweepctl, which looks it up")
        }
        return specification
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
        if let image = context.image, !image.hasValidID {
            throw Fault(.usage, "expected 'image.id' to be 64 lower-case hexadecimal digits, got: '\(image.id)'")
        }
    }

    /// A snapshot must be in place, and nothing in its description may point out of it.
    private func check(_ source: SourceRecord) throws(Fault) {
        for path in source.ignored + [source.basePath]
        where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
            throw Fault(.usage, "expected a path beneath the source, got: '\(path)'")
        }
        guard source.mode == .snapshot else { return }
        guard let digest = source.digest, digest.utf8.count == 64,
            digest.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw Fault(.usage, "expected 'source.digest' to be a SHA-256 in lower-case hexadecimal") }
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
