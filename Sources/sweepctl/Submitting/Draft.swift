internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSearch
internal import SweepSpecs

/// A checked specification with everything that was found for it on the submitter's side, short of the source.
struct Draft {
    let file: SpecificationFile
    let specification: Specification
    var overrides: [Override]
    /// Explicit points that lie in files.
    let points: PointCollection?
    /// How many runs it can have; nil where that is unbounded.
    let total: Int64?
    let base: String
    let interpreter: String?
    private let executable: String?
    private let environment: [EnvironmentEntry]
    /// Of the first run, for digests of files.
    private let argv: [String]

    /// What the looks for a point may cost, before there counts as none.
    static let costMax = 20_000_000

    init(_ file: SpecificationFile, _ overlay: Overlay) async throws(Fault) {
        self.file = file
        let checked = try CheckedFile(file, overlay, toRun: true)
        self.overrides = checked.overrides
        specification = checked.specification
        points = checked.points
        let template = CommandTemplate(specification: specification)
        base = try await BaseFolder.find(specification, file: file, usesProgram: template.usesProgram)
        environment = SubmitterEnvironment.entries(wanted: template.environmentNames)
        interpreter = template.usesInterpreter ? try Interpreter.need(for: specification, file) : nil
        let search = Search(specification: specification, seed: specification.seed ?? 0)
        total = checked.total(search)
        var expansion = Expansion(search, limit: search.looks(costing: Self.costMax))
        guard let first = points?.first ?? expansion.next()?.point else {
            throw Self.nothing(to: "submit", file, expansion)
        }
        argv = try template.argv(
            parameters: search.parameters(of: first, replicate: 0), interpreter: interpreter ?? "",
            program: specification.program,
            argsFile: "params.json", submitterEnvironment: environment)
        // What a container starts, its image has.
        executable =
            specification.container == nil
            ? try Executable(base: base).resolve(argv, isFixed: Self.hasFixedStart(specification.command)) : nil
    }

    /// That a search came to no point.
    static func nothing(to act: String, _ file: SpecificationFile, _ expansion: Expansion) -> Fault {
        let reason =
            expansion.isUnfinished
            ? "none of the many points looked at fulfils the constraints" : "no point fulfils the constraints"
        return Fault(
            .specification, "cannot \(act) '\(file.path)': \(reason)",
            hint: "loosen the constraints, or widen the ranges")
    }

    /// Whether every run starts the same program.
    private static func hasFixedStart(_ command: [String]) -> Bool {
        guard let first = command.first, first.contains("$") else { return true }
        return ["${env}", "${interpreter}", "${program}"].contains(first)
    }

    /// A draft for a daemon, whose defaults lie beneath the file; a fault of the file shows also where it does not answer.
    static func make(
        _ file: SpecificationFile, _ options: SpecificationOptions, for client: ControlClient
    ) async throws(Fault) -> (draft: Draft, host: HostObject) {
        let answer: Result<HostObject, Fault>
        do throws(Fault) {
            answer = .success(try await client.answer(to: ControlRequest(.showHost)))
        } catch {
            answer = .failure(error)
        }
        let draft = try await Draft(file, options.overlay((try? answer.get())?.defaults))
        return (draft, try await UserAgent.ready(try answer.get(), client))
    }

    /// Takes the source and submits.
    ///
    /// - Parameter host: the daemon that gets it; names the place of snapshots.
    /// - Throws: the daemon's fault; what it finds in the file, by its defaults and limits, is printed as what is found
    ///   here.
    func submit(
        to client: ControlClient, _ host: HostObject, name: String? = nil, key: String? = nil, hold: Bool = false,
        priorRuns: [String] = [], priorSweeps: [String] = []
    ) async throws(Fault) -> SubmissionResponse {
        var request = try await request(for: host, client, name: name, key: key, hold: hold)
        if !priorRuns.isEmpty { request.priorRuns = priorRuns }
        if !priorSweeps.isEmpty { request.priorSweeps = priorSweeps }
        if let points {
            request.points = try await PointLines(bytes: points.lines, count: points.count).send(to: client)
        }
        do {
            return try await client.answer(to: ControlRequest(.submitSweep, body: request))
        } catch {
            throw file.told(error)
        }
    }

    private func request(
        for host: HostObject, _ client: ControlClient, name: String?, key: String?, hold: Bool
    ) async throws(Fault) -> SubmissionRequest {
        let missing = try SecretStore { Environment[$0] }.missing(of: specification.secrets ?? [])
        guard missing.isEmpty else { throw SecretStore.absent(missing) }
        let program = specification.program.map { [$0] } ?? []
        let source = try await CapturedSource(host, client).take(base, specification, files: program + argv)
        var context = SubmissionContext(
            file: file.path, baseFolder: base, interpreter: interpreter, executable: executable,
            environment: environment, source: source, mounts: try await mounts())
        if let container = specification.container {
            let images = ContainerImages(container, file, host)
            context.image = try await images.find(container.image)
            if let name = container.amdImage { context.amdImage = try await images.find(name, for: .amd) }
        }
        return SubmissionRequest(
            specification: String(decoding: file.bytes, as: UTF8.self), overrides: overrides, name: name, key: key,
            hold: hold, context: context)
    }

    /// Where the mounts' sources lead now: links that change later do not change the sweep.
    private func mounts() async throws(Fault) -> [ContainerMount]? {
        guard var mounts = specification.container?.mounts, !mounts.isEmpty else { return nil }
        for index in mounts.indices {
            let written = mounts[index].source
            let path = Paths.absolute(written, from: file.folder)
            mounts[index].source = try await MountSource.resolve(path, written: written)
        }
        return mounts
    }

    /// One line of what was understood: how many runs, on what, with which interpreter, at most how many at once.
    func summary(_ host: HostObject) -> String {
        let runs = total?.counted("run") ?? "no fixed number of runs"
        let atOnce = min(host.slots, specification.maxParallel ?? host.slots, total.map { Int(clamping: $0) } ?? .max)
        let with =
            specification.container.map { ", image \($0.images.joined(separator: " or "))" } ?? interpreter.map {
                ", python \($0)"
            } ?? ""
        return "\(runs) in '\(base)'\(with), at most \(atOnce) at once"
    }
}
