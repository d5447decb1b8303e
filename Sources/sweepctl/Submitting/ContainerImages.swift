internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// What the images of a container are now: later changes of their names do not change the sweep.
struct ContainerImages {
    private let engine: String
    private let file: SpecificationFile
    private let store: String
    /// Whether the engine that will start it is another user's.
    private let isAnothers: Bool

    init(_ container: ContainerChoice, _ file: SpecificationFile, _ host: HostObject) {
        engine = container.engine ?? host.defaultEngine
        self.file = file
        store = host.sourceDir
        isAnothers = host.ownsRuns
    }

    /// What sweepd's own user can fetch is fetched when the sweep is queued.
    private static func anothers(_ text: String) throws(Fault) -> ImageRecord? {
        guard case .archive = ImageSource(text) else { return nil }
        throw Fault(
            .specification,
            "cannot use the image '\(text)': runs here are sweepd's own, which cannot read your archives",
            hint: "push it to a registry, or ask an administrator to load it for sweepd's user")
    }

    /// An archive is loaded here and now, since it may change; what a registry has is fetched when the sweep is queued.
    ///
    /// - Parameters:
    ///   - text: as the specification has it.
    ///   - vendor: whose cards it is for, where the specification says so.
    /// - Returns: nil where it must be fetched first.
    func find(_ text: String, for vendor: Vendor? = nil) async throws(Fault) -> ImageRecord? {
        guard !isAnothers else { return try Self.anothers(text) }
        let own = Environment.all.map { EnvironmentEntry($0.name, $0.value) }
        let client = try ImageClient(engine: engine, environment: own)
        let image: ImageRecord? =
            switch ImageSource(text) {
            case .name(let name): try await NamedImage(name: name, store: store).known(client)
            case .archive(let written):
                try await ImageArchive(path: Paths.absolute(written, from: file.folder), name: text, store: store)
                    .image(client)
            }
        guard let image else {
            Console.error("the image '\(text)' is not here: \(engine) fetches it before any run starts")
            return nil
        }
        if let refusal = image.refusal(onCardOf: vendor) { throw refusal }
        return image
    }
}
